import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { PLUGINS } from '../../../config/plugins.ts'
import { type AttributeDefinition, byName } from '../../../core/contacts/attributes.ts'
import { detectFile, type ReadAs } from '../../../core/contacts/imports/detect/detect.ts'
import { attributeName, inferType } from '../../../core/contacts/imports/detect/mapping.ts'
import { importKinds } from '../../../core/contacts/imports/kinds.ts'
import { createRegistries } from '../../../core/infra/registries.ts'
import { EXPORTS, NAMES } from './corpus.ts'

const folder = mkdtempSync(join(tmpdir(), 'carillon-detect-'))
afterAll(() => rmSync(folder, { recursive: true }))
const kinds = importKinds(createRegistries(PLUGINS))
const plan: AttributeDefinition = { name: 'plan', type: 'text', sensitive: false }
let files = 0
async function detect(content: string | Buffer, readAs: ReadAs = {}) {
  const path = join(folder, String(files++))
  writeFileSync(path, content)
  return detectFile(path, statSync(path).size, { kinds, definitions: byName([plan]) }, readAs)
}
const targets = (detected: Awaited<ReturnType<typeof detect>>) =>
  Object.fromEntries(
    detected.suggested
      .map(({ index, target }) => [detected.columns[index]!.name, target])
      .filter(([, t]) => t !== 'ignore'),
  )
const refusal = (content: string | Buffer) =>
  detect(content).then(
    () => 'taken',
    (problem) => `${problem.errors?.[0]?.code}: ${problem.message}`,
  )

describe('encodings', () => {
  const text = `Email,Name\n${NAMES.western.map((name, i) => `p${i}@x.example,${name}`).join('\n')}\n`

  test.each([
    ['utf-8', false],
    ['utf-8', true],
    ['utf-16le', true],
    ['utf-16le', false],
    ['utf-16be', true],
    ['utf-16be', false],
  ] as const)('%s, mark %s: known for certain', async (encoding, addBOM) => {
    const detected = await detect(iconv.encode(text, encoding, { addBOM }))
    expect(detected.encoding).toMatchObject({ encoding, certain: true })
    expect(detected.columns.map((one) => one.name)).toEqual(['Email', 'Name'])
  })

  test.each(Object.entries(NAMES).filter(([name]) => name !== 'western'))(
    '%s names in an eight-bit code page are never taken for others',
    async (language, names) => {
      const encoding = {
        polish: 'windows-1250',
        czech: 'windows-1250',
        russian: 'windows-1251',
        greek: 'windows-1253',
        turkish: 'windows-1254',
        macintosh: 'macintosh',
      }[language]!
      for (const some of [names, ...names.map((one) => [one])]) {
        const bytes = iconv.encode(
          `Email,Name\n${some.map((name, i) => `p${i}@x.example,${name}`).join('\n')}\n`,
          encoding,
        )
        const { encoding: found } = await detect(bytes)
        const right = iconv.decode(bytes, found.encoding) === iconv.decode(bytes, encoding)
        expect(found.certain && !right, `${some} as ${found.encoding}`).toBe(false)
      }
    },
  )

  test.each(['french', 'spanish', 'german', 'nordic'] as const)(
    '%s in windows-1252 needs no question',
    async (language) => {
      const names = {
        french: ['Élodie Lefèvre', 'François Côté', 'Zoë Noël'],
        spanish: ['José Muñoz', 'Ángel Núñez', 'Begoña Peña'],
        german: ['Jürgen Weiß', 'Käthe Größ', 'Öztürk Müller'],
        nordic: ['Åse Sørensen', 'Björn Åkesson', 'Mæt Bøgh'],
      }[language]
      const { encoding } = await detect(
        iconv.encode(`Email,Name\n${names.map((name, i) => `p${i}@x.example,${name}`).join('\n')}\n`, 'windows-1252'),
      )
      expect(encoding).toMatchObject({ encoding: 'windows-1252', certain: true })
    },
  )

  test('a mixture is asked about, with samples', async () => {
    const mixed = Buffer.concat([
      Buffer.from('Email,Name\na@x.example,Zoé\nb@x.example,Ren'),
      Buffer.from([0xe9]),
      Buffer.from('\n'),
    ])
    const { encoding } = await detect(mixed)
    expect(encoding).toMatchObject({ encoding: 'utf-8', certain: false })
    expect(encoding.samples.length).toBeGreaterThan(1)
  })

  test('what the caller chooses holds', async () => {
    const bytes = iconv.encode('Email,Name\na@x.example,Wałęsa\n', 'windows-1250')
    const detected = await detect(bytes, { encoding: 'windows-1250' })
    expect(detected.encoding.certain).toBe(true)
    expect(detected.columns[1]?.samples).toEqual(['Wałęsa'])
  })
})

describe('dialects', () => {
  test.each([',', ';', '\t', '|'])('delimiter %j', async (delimiter) => {
    const text = [
      ['email', 'first name', 'note'],
      ['a@x.example', 'Ana', 'x'],
      ['b@x.example', 'Bob', '"y, z; w"'],
    ]
    const detected = await detect(text.map((row) => row.join(delimiter)).join('\r\n'))
    expect(detected).toMatchObject({ delimiter, lineEnd: 'CRLF', header: true, quoted: true })
    expect(detected.format).toMatchObject({ dataLine: 2 })
  })

  test("Excel's own line names the delimiter and is no row", async () => {
    const detected = await detect('sep=;\nemail;name\na@x.example;Ana, Bea\n')
    expect(detected).toMatchObject({ delimiter: ';' })
    expect(detected.format).toMatchObject({ dataLine: 3, dataOffset: 17 })
  })

  test('CR alone, a header over two lines, doubled and empty names', async () => {
    expect(await detect('email,name\ra@x.example,Ana\r')).toMatchObject({ lineEnd: 'CR' })
    const detected = await detect('"E\nmail",note,note,\na@x.example,1,2,3\n')
    expect(detected.columns.map((one) => one.name)).toEqual(['E mail', 'note', 'note (2)', 'Column 4'])
    expect(detected.format.dataLine).toBe(3)
  })

  test('without a header the first row is a person', async () => {
    const detected = await detect('ana@x.example,Ana\nbob@x.example,Bob\n')
    expect(detected).toMatchObject({ header: false })
    expect(detected.suggested[0]).toEqual({ index: 0, target: 'address:email' })
    expect(detected.format).toMatchObject({ dataOffset: 0, dataLine: 1 })
  })
})

describe('what is not CSV is refused with a sentence', () => {
  test.each([
    ['empty', '', 'empty: The file is empty.'],
    ['blank', '\n\n  \n', 'empty: The file has no rows.'],
    ['header only', 'email,name\n', 'header_only: The file has a header and no rows.'],
    [
      '10,000 columns',
      `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n1\n`,
      'too_many_columns: The file has 10000 columns; at most 500 are read.',
    ],
    [
      'a zip (xlsx is one)',
      Buffer.concat([Buffer.from('PK\x03\x04\x14\x00\x06\x00', 'latin1'), Buffer.alloc(200)]),
      /^spreadsheet: /,
    ],
    [
      'an image',
      Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(300, 3)]),
      /^binary: /,
    ],
    ['bytes', Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 37) % 29)), /^binary: /],
    ['an open quote in the header', '"email,name\na@x.example,Ana\n', /^quote: .*line 1/],
  ])('%s', async (_name, content, expected) => {
    expect(await refusal(content)).toMatch(expected)
  })
})

describe('columns', () => {
  test.each(EXPORTS)('$format export', async ({ format, content, expected }) => {
    const detected = await detect(content)
    expect(detected.exportFormat?.id).toBe(format)
    expect(targets(detected)).toEqual(expected)
  })

  test('names in three languages, declared attributes, and offers for the rest', async () => {
    const detected = await detect(
      'Correo electrónico;Prénom;Apellidos;PLAN;Date de naissance;Points\na@x.example;Ana;García;pro;1990-02-03;12\n',
    )
    expect(targets(detected)).toEqual({
      'Correo electrónico': 'address:email',
      Prénom: 'firstName',
      Apellidos: 'lastName',
      PLAN: 'attribute:plan',
    })
    expect(detected.offers).toEqual([
      { index: 4, name: 'dateDeNaissance', type: 'date' },
      { index: 5, name: 'points', type: 'number' },
    ])
  })

  test('types and names of attributes', () => {
    expect(inferType(['1', '2.5'])).toBe('number')
    expect(inferType(['007', '12'])).toBe('text')
    expect(inferType(['yes', 'no'])).toBe('boolean')
    expect(inferType(['2026-01-02', 'x'])).toBe('text')
    expect(attributeName('Ville (cp)', new Set(['villeCp']))).toBe('villeCp2')
    expect(attributeName('42')).toBeNull()
  })
})
