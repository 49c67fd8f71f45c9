import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import type { Encoding } from '../../../core/contacts/imports/read/encodings.ts'
import { readRecords } from '../../../core/contacts/imports/read/records.ts'
import { type CsvRecord, splitRecords } from '../../../core/contacts/imports/read/split.ts'

const folder = mkdtempSync(join(tmpdir(), 'carillon-read-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const store = (content: string | Buffer) => {
  const path = join(folder, String(files++))
  writeFileSync(path, content)
  return path
}
const comma = { delimiter: ',', lineEnd: '\n' } as const
const split = (text: string, delimiter = ',', lineEnd: '\n' | '\r' = '\n') =>
  splitRecords(text, { delimiter, lineEnd }, 1, true).records

async function readAll(path: string, encoding: Encoding, offset = 0, rows = 1e9, lineEnd: '\n' | '\r' = '\n') {
  const records: CsvRecord[] = []
  for await (const part of readRecords(path, { ...comma, lineEnd, encoding }, { offset, line: 1 }, rows))
    records.push(...part.records)
  return records
}

describe('splitting', () => {
  test('quotes, doubled quotes, delimiters and line ends inside', () => {
    expect(split('a,"b ""x"" c","d,e","f\ng",h\r\ni,j\n').map(({ line, fields }) => [line, fields])).toEqual([
      [1, ['a', 'b "x" c', 'd,e', 'f\ng', 'h']],
      [3, ['i', 'j']],
    ])
  })

  test('a mark inside an unquoted field is text', () => {
    expect(split('5" pipe,say "hi"\n')[0]?.fields).toEqual(['5" pipe', 'say "hi"'])
  })

  test('a mark that does not close costs its own line and no other', () => {
    const records = split('a@x.com,Ann\nb@x.com,"Bob\nc@x.com,Cid\nd@x.com,"Dan, the man"\n')
    expect(records.map(({ line, fields, problem }) => problem ?? [line, ...fields])).toEqual([
      [1, 'a@x.com', 'Ann'],
      'quote',
      [3, 'c@x.com', 'Cid'],
      [4, 'd@x.com', 'Dan, the man'],
    ])
    expect(records[1]).toMatchObject({ line: 2, raw: 'b@x.com,"Bob' })
  })

  test('text after a closing mark costs its own line and no other', () => {
    const records = split('"a"b,c\n"d",e\n')
    expect(records[0]).toMatchObject({ problem: 'quote', line: 1, raw: '"a"b,c' })
    expect(records[1]?.fields).toEqual(['d', 'e'])
  })

  test('blank lines are no rows, and count as lines', () => {
    expect(split('\n\na,b\n  \nc,d').map((row) => row.line)).toEqual([3, 5])
  })

  test('old Macintosh line ends', () => {
    expect(split('a,b\rc,"d\re"\rf,g', ',', '\r').map((row) => [row.line, ...row.fields])).toEqual([
      [1, 'a', 'b'],
      [2, 'c', 'd\re'],
      [4, 'f', 'g'],
    ])
  })

  test('agrees with csv-parse on whatever is written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', ';'), maxLength: 6 })
    const row = fc.array(cell, { minLength: 2, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const text = rows.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n')
        const theirs = parse(text, { relax_column_count: true })
        expect(split(text).map((one) => [...one.fields])).toEqual(theirs)
      }),
      { numRuns: 300 },
    )
  })
})

describe('reading files', () => {
  test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'shift_jis'] as const)(
    '%s: a row that is read again from its offset is the same row',
    async (encoding) => {
      const word = encoding === 'shift_jis' ? '田中さん' : 'Zoë Ünal'
      const text = Array.from({ length: 300 }, (_, i) =>
        `p${i}@x.example,"${word}\n${i}",Łódź`.replace('Łódź', word),
      ).join('\r\n')
      const path = store(iconv.encode(text, encoding, { addBOM: false }))
      const whole = await readAll(path, encoding)
      expect(whole).toHaveLength(300)
      expect(whole[7]?.fields).toEqual(['p7@x.example', `${word}\n7`, word])
      let seen = 0
      for await (const part of readRecords(path, { ...comma, encoding }, { offset: 0, line: 1 }, 40)) {
        seen += part.records.length
        const rest: CsvRecord[] = []
        for await (const more of readRecords(path, { ...comma, encoding }, part.next, 1e9)) rest.push(...more.records)
        expect(rest).toEqual(whole.slice(seen))
      }
    },
  )

  test('a cell of 1 MB, and lines that go over block after block', async () => {
    const big = 'x'.repeat(950_000)
    const records = await readAll(store(`a,"${big}\n${big}"\nb,c\n`), 'utf-8')
    expect(records.map((row) => row.fields.map((cell) => cell.length))).toEqual([
      [1, 1_900_001],
      [1, 1],
    ])
    expect(records.at(-1)).toMatchObject({ line: 3, fields: ['b', 'c'] })
  })

  test('a line without an end is refused in bounded memory, and the next is read', async () => {
    const records = await readAll(store(`a,b\n${'y'.repeat(12_000_000)}\nc,d\n`), 'utf-8')
    expect(records.map((row) => row.problem ?? row.fields.join())).toEqual(['a,b', 'too_long', 'c,d'])
    expect(records.at(-1)?.line).toBe(3)
  })

  test('bytes that are not UTF-8 are seen, and offsets stay exact', async () => {
    const path = store(Buffer.concat([Buffer.from('a,Ren'), Buffer.from([0xe9]), Buffer.from('\nb,Zoé\nc,d\n')]))
    const parts = []
    for await (const part of readRecords(path, { ...comma, encoding: 'utf-8' }, { offset: 0, line: 1 }, 1))
      parts.push(part)
    expect(parts[0]?.records[0]?.raw).toContain('\ufffd')
    expect(parts[0]?.records[1]?.fields).toEqual(['b', 'Zoé'])
    expect(parts.at(-1)?.next.offset).toBe(7 + 7 + 4)
  })
})
