/**
 * Bounds on what is compiled. The parser needs about 80 µs per tag and time that grows with the square of the nesting
 * (5,000 nested sub-expressions: 4.3 s), so tags, their characters and their depth are counted before it runs.
 */
export const LIMITS = {
  /** Characters of one field. */
  sourceChars: 1_048_576,
  /** `{{…}}` in one field. */
  tags: 2_000,
  /** Characters inside all `{{…}}` of one field; with `tags` this also bounds the nodes of the syntax tree. */
  tagChars: 65_536,
  /** Blocks inside blocks, of any kind; also `(…)` inside `(…)`. */
  depth: 32,
  /** `each` inside `each`. */
  eachDepth: 4,
  /** Problems reported at once. */
  problems: 50,
} as const
