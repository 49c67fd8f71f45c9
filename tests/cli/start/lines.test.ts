import { expect, test } from 'vitest'
import { readable } from '../../../core/cli/start/lines.ts'

test.each([
  ['plain words', 'plain words'],
  [
    '{"level":30,"time":0,"pid":1,"hostname":"h","name":"api","msg":"hello","n":1,"who":"me"}',
    '00:00:00 info hello n=1 who=me',
  ],
  [
    '{"level":50,"time":0,"msg":"failed","err":{"message":"no","stack":"Error: no\\n at x"}}',
    '00:00:00 error failed Error: no\n at x',
  ],
  ['{"level":30,"time":"soon"}', '{"level":30,"time":"soon"}'],
  ['{"level":30,', '{"level":30,'],
  ['{"a":1}', '{"a":1}'],
])('%s', (line, text) => {
  expect(readable(line)).toBe(text)
})
