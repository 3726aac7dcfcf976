import { expect, test } from 'vitest'
import { decodeDocument, encodeDocument } from '../../../../server/storage/lowdb/document-file.ts'
import { damages, flips } from './support.ts'

const key = {
  id: 'k-1',
  accountId: 'a-1',
  app: 'thunder',
  name: 'Zoë \ud800',
  hash: 'ab'.repeat(32),
  hint: 'abcd',
  createdAt: 1,
}
const file = { document: 'keys', revision: 7, data: { 'k-1': key } }

test('a document is read as it was written', () => {
  expect(decodeDocument(encodeDocument(file), 'keys')).toMatchObject(file)
})

test('every bit that turns is noticed', () => {
  for (const bytes of flips(encodeDocument(file))) {
    expect(() => decodeDocument(bytes, 'keys')).toThrow()
  }
})

test('whatever is cut, zeroed, added or replaced is noticed', () => {
  for (const bytes of damages(encodeDocument(file))) {
    expect(() => decodeDocument(bytes, 'keys')).toThrow()
  }
})

test('a document in the place of another is noticed', () => {
  expect(() => decodeDocument(encodeDocument(file), 'accounts')).toThrow(/document "keys"/)
})
