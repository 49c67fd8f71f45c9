import type { Erasure } from '../types.ts'

export const stateOf = ({ finishedAt, waitsFor }: Erasure) =>
  waitsFor ? 'waiting' : finishedAt ? 'finished' : 'running'
