import { base } from '../base.ts'

/*
 * The page's half of the session's secret. It lives in the storage of this origin: a browser sends
 * the cookie to every port of the host, and this to nobody.
 */
const name = `sxncd.proof${base}`
const prefix = '#proof='
/** Stands in where storage is blocked, for as long as the page is open. */
let inMemory: string | undefined

export function readProof(): string | undefined {
  try {
    // Another tab may have signed in since.
    return localStorage.getItem(name) ?? inMemory
  } catch {
    return inMemory
  }
}

export function keepProof(proof: string): void {
  inMemory = proof
  try {
    localStorage.setItem(name, proof)
  } catch {
    // Storage is blocked or full: the session lasts until the page is closed.
  }
}

/** A proof behind the # of the address, where the way through a provider ends. It is taken off. */
export function takeArrivedProof(): string | undefined {
  if (!location.hash.startsWith(prefix)) return undefined
  const proof = location.hash.slice(prefix.length)
  history.replaceState(null, '', location.pathname + location.search)
  return proof
}
