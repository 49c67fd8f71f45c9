/** How one run of the benchmark is sized. */
export interface Options {
  /** The sizes of the goals (1 M people) and 5 rounds. */
  readonly full: boolean
  /** Times each side is measured; the median counts. */
  readonly rounds: number
  /** People, instead of the measure's own size. */
  readonly people?: number
  /** Says what is being done; silent with --json. */
  readonly say: (line: string) => void
}

export interface Figure {
  readonly name: string
  readonly value: number
  readonly goal: { readonly is: '>=' | '<='; readonly value: number; readonly unit?: string }
}

/** What one measure found. `raw` are the rates, times and sizes behind the figures: plain numbers, units in the names. */
export interface Measure {
  readonly id: string
  readonly figures: readonly Figure[]
  /** A single figure is named in its line too. */
  readonly named?: boolean
  /** What a reader of the one line must know. */
  readonly note?: string
  readonly raw: Readonly<Record<string, unknown>>
}

export interface Bench {
  readonly id: string
  run(options: Options): Promise<Measure>
}

export const reached = ({ value, goal }: Figure): boolean =>
  goal.is === '>=' ? value >= goal.value : value <= goal.value
export const allReached = (measure: Measure): boolean => measure.figures.every(reached)

/** `S1 0.54 goal>=0.50 ok`; with several figures each is named. */
export function lineOf(measure: Measure): string {
  const named = measure.named || measure.figures.length > 1
  const parts = measure.figures.map((figure) => {
    const { goal } = figure
    const text = `${shown(figure.value)} goal${goal.is}${goal.value.toFixed(2)}${goal.unit ?? ''} ${reached(figure) ? 'ok' : 'missed'}`
    return named ? `${figure.name} ${text}` : text
  })
  return `${measure.id} ${parts.join(', ')}${measure.note ? ` (${measure.note})` : ''}`
}

const shown = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(2))

export function median(values: readonly number[]): number {
  if (!values.length) throw new Error('no value was measured')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Nearest rank: of 40 values, the p99 is the largest. */
export function percentile(values: readonly number[], share: number): number {
  if (!values.length) throw new Error('no value was measured')
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))
export const roundedAll = (values: readonly number[], digits = 2): number[] => values.map((v) => rounded(v, digits))
