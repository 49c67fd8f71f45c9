import { useTheme } from '@mui/material/styles'
import {
  Bar,
  BarChart,
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { useFormat } from '../../i18n/useFormat.ts'
import type { ChartProps } from './Chart.tsx'

/** Told apart without colour as well: each line has its own dashes. */
const DASHES = [undefined, '6 3', '2 3', '8 3 2 3', '1 4'] as const

/** The drawing itself. Nothing moves: a live chart that moves at each tick costs frames, and some people ask for stillness. */
export default function Drawing({ rows, series, kind, short, long }: ChartProps) {
  const { palette, typography } = useTheme()
  const { compact, number } = useFormat()
  const colors = [
    palette.primary.main,
    palette.success.main,
    palette.warning.main,
    palette.error.main,
    palette.text.secondary,
  ]
  const text = { fill: palette.text.secondary, fontSize: 12, fontFamily: typography.fontFamily }
  const Plot = kind === 'lines' ? LineChart : BarChart
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 240 }}>
      <Plot
        data={rows as ChartProps['rows'][number][]}
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke={palette.divider} vertical={false} />
        <XAxis dataKey="at" tickFormatter={short} tick={text} stroke={palette.divider} minTickGap={28} />
        <YAxis tickFormatter={compact} tick={text} stroke={palette.divider} width={52} allowDecimals={false} />
        <Tooltip
          isAnimationActive={false}
          labelFormatter={(at) => long(String(at))}
          formatter={(value) => number(Number(value))}
          cursor={{ fill: palette.action.hover, stroke: palette.divider }}
          contentStyle={{
            background: palette.background.paper,
            border: `1px solid ${palette.divider}`,
            borderRadius: 8,
          }}
          labelStyle={{ color: palette.text.primary, fontWeight: 600 }}
        />
        <Legend
          // In the order of the series, not of the alphabet.
          itemSorter={null}
          wrapperStyle={{ fontSize: 13 }}
          formatter={(label) => <span style={{ color: palette.text.primary }}>{label}</span>}
        />
        {series.map(({ id, label }, i) => {
          const common = { key: id, dataKey: id, name: label, isAnimationActive: false } as const
          return kind === 'lines' ? (
            <Line
              {...common}
              key={id}
              type="linear"
              stroke={colors[i % 5]}
              strokeDasharray={DASHES[i % 5]}
              strokeWidth={2}
              dot={rows.length < 3}
            />
          ) : (
            <Bar {...common} key={id} fill={colors[i % 5]} maxBarSize={28} />
          )
        })}
      </Plot>
    </ResponsiveContainer>
  )
}
