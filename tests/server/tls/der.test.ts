import { expect, test } from 'vitest'
import { integer, oid, time, tlv } from '../../../server/tls/der.ts'

const hex = (bytes: Buffer) => bytes.toString('hex')

test.each([
  [0, '0400'],
  [127, '047f'],
  [128, '048180'],
  [255, '0481ff'],
  [256, '04820100'],
  [70_000, '0483011170'],
])('a content of %i bytes begins with %s', (length, head) => {
  expect(hex(tlv(4, Buffer.alloc(length))).slice(0, head.length)).toBe(head)
})

test.each([
  ['00', '020100'],
  ['7f', '02017f'],
  ['80', '02020080'],
  ['0001', '020101'],
  ['ff00', '020300ff00'],
])('the number %s is %s: short, and never negative', (bytes, text) => {
  expect(hex(integer(Buffer.from(bytes, 'hex')))).toBe(text)
})

test.each([
  ['2.5.29.17', '0603551d11'],
  ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
  ['1.3.6.1.5.5.7.3.1', '06082b06010505070301'],
])('%s is %s', (text, expected) => {
  expect(hex(oid(text))).toBe(expected)
})

test.each([
  ['2025-03-01T12:00:00.999Z', 23, '250301120000Z'],
  ['1950-01-01T00:00:00Z', 23, '500101000000Z'],
  ['2049-12-31T23:59:59Z', 23, '491231235959Z'],
  ['2050-01-01T00:00:00Z', 24, '20500101000000Z'],
  ['1949-12-31T23:59:59Z', 24, '19491231235959Z'],
])('%s is written with the tag %i as %s', (iso, tag, text) => {
  const der = time(Date.parse(iso))
  expect([der[0], der.subarray(2).toString()]).toEqual([tag, text])
})
