/**
 * A part of Electron as the whole: what the double does not have throws with its name, so that a
 * double that knows too little is noticed. @param parts checked against `electron.d.ts` where made
 */
export function whole<T extends object>(name: string, parts: object): T {
  return new Proxy(parts, {
    get(target, key) {
      if (!(key in target) && typeof key === 'string' && key !== 'then') {
        throw new Error(`The double of electron has no ${name}.${key}.`)
      }
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  }) as T
}

/** The same for a class that is made with `new`. */
export function wholeClass<T extends abstract new (...args: never[]) => object>(
  name: string,
  made: abstract new (...args: never[]) => object,
): T {
  return new Proxy(made, {
    construct: (target, args) =>
      whole(name, Reflect.construct(target as new (...args: unknown[]) => object, args)),
    get(target, key) {
      if (!(key in target) && typeof key === 'string') {
        throw new Error(`The double of electron has no ${name}.${key}.`)
      }
      return Reflect.get(target, key)
    },
  }) as unknown as T
}
