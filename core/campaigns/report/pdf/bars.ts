import type { Content } from 'pdfmake'

export const COLOR = { ink: '#1f2933', quiet: '#66727f', line: '#d8dee4', bar: '#2563a8', second: '#e08a2c' } as const

/** A horizontal bar of a share of `width` points, as a vector. */
export function bar(part: number, whole: number, width: number, color: string = COLOR.bar): Content {
  const length = whole > 0 ? Math.max(part > 0 ? 1 : 0, (part / whole) * width) : 0
  return {
    canvas: [
      { type: 'rect', x: 0, y: 2, w: width, h: 8, color: '#eef1f4' },
      { type: 'rect', x: 0, y: 2, w: length, h: 8, color },
    ],
  }
}

/** Columns over time, two values beside each other; at most as many as are readable. */
export function columns(values: readonly (readonly [number, number])[], width: number, height: number): Content {
  const most = Math.max(1, ...values.flat())
  const step = width / Math.max(values.length, 1)
  const thick = Math.min(12, step * 0.4)
  const column = (value: number, x: number, color: string) => {
    const h = (value / most) * height
    return { type: 'rect', x, y: height - h, w: thick, h, color }
  }
  return {
    canvas: [
      ...values.flatMap(([first, second], index) => [
        column(first, index * step, COLOR.bar),
        column(second, index * step + thick, COLOR.second),
      ]),
      { type: 'line', x1: 0, y1: height, x2: width, y2: height, lineWidth: 0.5, lineColor: COLOR.quiet },
    ],
  }
}
