import Box from '@mui/material/Box'
import FormHelperText from '@mui/material/FormHelperText'
import ListSubheader from '@mui/material/ListSubheader'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'ra-core'
import { useState } from 'react'
import { isProblem } from '../../data/problem.ts'
import { fieldSentence } from '../../data/sentences.ts'
import { Section } from '../../parts/Section.tsx'
import type { Import, ImportChange } from '../types.ts'
import { type Declared, NewAttribute } from './NewAttribute.tsx'
import type { Change } from './useChange.ts'
import { type TargetChoice, useTargets } from './useTargets.ts'

/** Not a target of the API: opens the dialog. */
const NEW = 'new'
type Columns = NonNullable<ImportChange['columns']>

/** What becomes of each column. */
export function Mapping({ one, change, error }: { one: Import; change: Change; error: unknown }) {
  const translate = useTranslate()
  // Kept here: the next choice is made before the answer to the one before is there.
  const [columns, setColumns] = useState<Columns>([...one.options.columns])
  const [declare, setDeclare] = useState<readonly Declared[]>(one.options.declare ?? [])
  const [asked, setAsked] = useState<number | null>(null)
  const targets = useTargets(one, declare)
  const targetOf = (index: number) => columns.find((column) => column.index === index)?.target ?? 'ignore'
  const choose = (index: number, target: Columns[number]['target'], more: readonly Declared[] = declare) => {
    const next = [...columns.filter((column) => column.index !== index), { index, target }].sort(
      (a, b) => a.index - b.index,
    )
    // What no column becomes any more is not declared.
    const used = more.filter(({ name }) => next.some((column) => column.target === `attribute:${name}`))
    setColumns(next)
    setDeclare(used)
    void change({ columns: next, declare: [...used] })
  }
  const wrong = (index: number) => {
    const at = columns.findIndex((column) => column.index === index)
    const found = isProblem(error) ? error.errors.find(({ field }) => field === `/columns/${at}`) : undefined
    if (!found) return undefined
    return found.code === 'twice' ? translate('imports.twice') : fieldSentence(found, translate)
  }
  return (
    <Section title={translate('imports.mapping')}>
      <Typography color="textSecondary" sx={{ mb: 1.5 }}>
        {translate('imports.mapping_text')}
      </Typography>
      <Box sx={{ display: 'grid', gap: 1.5 }}>
        {one.detected.columns.map(({ index, name, samples }) => (
          <Column
            key={index}
            name={name || translate('imports.column_number', { number: index + 1 })}
            samples={samples}
            target={targetOf(index)}
            targets={targets}
            wrong={wrong(index)}
            onChoose={(target) =>
              target === NEW ? setAsked(index) : choose(index, target as Columns[number]['target'])
            }
          />
        ))}
      </Box>
      {asked !== null && (
        <NewAttribute
          column={one.detected.columns[asked]?.name ?? ''}
          offer={one.detected.offers.find(({ index }) => index === asked)}
          onClose={() => setAsked(null)}
          onDone={(made) => {
            choose(asked, `attribute:${made.name}`, [...declare.filter(({ name }) => name !== made.name), made])
            setAsked(null)
          }}
        />
      )}
    </Section>
  )
}

interface ColumnProps {
  readonly name: string
  readonly samples: readonly string[]
  readonly target: string
  readonly targets: readonly TargetChoice[]
  readonly wrong: string | undefined
  readonly onChoose: (target: string) => void
}

function Column({ name, samples, target, targets, wrong, onChoose }: ColumnProps) {
  const translate = useTranslate()
  const groups = [...Map.groupBy(targets, ({ group }) => group)]
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', sm: 'minmax(0, 1fr) 260px' },
        gap: { xs: 1.25, sm: 2 },
        alignItems: 'center',
        borderBottom: 1,
        borderColor: 'divider',
        pb: 1.5,
      }}
    >
      <Box sx={{ minWidth: 0 }}>
        <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{name}</Typography>
        <Typography variant="body2" color="textSecondary" noWrap title={samples.join(' · ')}>
          {samples.filter(Boolean).join(' · ') || translate('imports.no_samples')}
        </Typography>
      </Box>
      <div>
        <TextField
          select
          label={translate('imports.becomes')}
          value={target}
          onChange={(event) => onChoose(event.target.value)}
          error={wrong !== undefined}
          slotProps={{ htmlInput: { 'aria-label': translate('imports.column_becomes', { name }) } }}
          sx={{ m: 0 }}
        >
          {groups.flatMap(([group, choices]) => [
            <ListSubheader key={group}>{group}</ListSubheader>,
            ...choices.map((choice) => (
              <MenuItem key={choice.target} value={choice.target}>
                {choice.label}
              </MenuItem>
            )),
          ])}
          <MenuItem value={NEW}>{translate('imports.new_attribute')}</MenuItem>
        </TextField>
        {wrong && <FormHelperText error>{wrong}</FormHelperText>}
      </div>
    </Box>
  )
}
