import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import type { Theme } from '@mui/material/styles'
import { useTranslate } from 'ra-core'
import { useMemo } from 'react'
import { QueryBuilder } from 'react-querybuilder'
import { ValueEditor } from '../values/ValueEditor.tsx'
import {
  AddGroup,
  AddRule,
  CombinatorSelector,
  FieldSelector,
  NotToggle,
  OperatorSelector,
  Remove,
} from './controls.tsx'
import type { Tree } from './tree.ts'
import { type Editing, EditingContext } from './useWorld.ts'

const CONTROLS = {
  combinatorSelector: CombinatorSelector,
  notToggle: NotToggle,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeRuleAction: Remove,
  removeGroupAction: Remove,
  fieldSelector: FieldSelector,
  operatorSelector: OperatorSelector,
  valueEditor: ValueEditor,
}
/** The engine reads eight; a "not" is one too. */
const LEVELS = 4

interface BuilderProps {
  readonly tree: Tree
  readonly onChange: (tree: Tree) => void
  readonly editing: Editing
}

/** Rules in groups; whoever fits them is in the segment. */
export function Builder({ tree, onChange, editing }: BuilderProps) {
  const translate = useTranslate()
  const fields = useMemo(
    () => [...editing.fields.values()].map(({ name, label }) => ({ name, value: name, label })),
    [editing.fields],
  )
  return (
    <EditingContext value={editing}>
      <Box sx={SHAPE}>
        <QueryBuilder
          fields={fields}
          query={tree as never}
          onQueryChange={(next: unknown) => onChange(next as Tree)}
          controlElements={CONTROLS as never}
          getOperators={(field: string) =>
            (editing.fields.get(field)?.operators ?? []).map((name) => ({ name, value: name, label: name }))
          }
          getDefaultValue={(rule: { field: string }) => firstValue(rule.field, editing)}
          accessibleDescriptionGenerator={({ path }: { path: number[] }) =>
            translate(path.length === 0 ? 'segments.rules' : 'segments.group')
          }
          showNotToggle
          resetOnOperatorChange={false}
          maxLevels={LEVELS}
        />
      </Box>
      {tree.rules.length === 0 && (
        <Alert severity="info" sx={{ mt: 1.5 }}>
          {translate('segments.no_rules')}
        </Alert>
      )}
    </EditingContext>
  )
}

/** What a new rule begins with: what is likely, never what is wrong. */
function firstValue(field: string, { channels }: Editing): unknown {
  const [what] = field.split(':')
  if (what === 'address') return { kind: channels[0]?.addressKind ?? '' }
  if (what === 'consent') return { channel: channels[0]?.id ?? '', purpose: 'marketing', state: 'given' }
  if (what === 'behaviour') return { withinDays: 90 }
  return ''
}

/** The editor gives class names and no look. */
const SHAPE = {
  '& .ruleGroup': {
    border: 1,
    borderColor: 'divider',
    borderRadius: 1,
    p: 1.5,
    display: 'flex',
    flexDirection: 'column',
    gap: 1.5,
    bgcolor: (theme: Theme) => (theme.palette.mode === 'dark' ? 'rgba(255,255,255,.02)' : 'rgba(0,0,0,.015)'),
  },
  '& .ruleGroup-header': { display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' },
  '& .ruleGroup-body': { display: 'flex', flexDirection: 'column', gap: 1.5 },
  '& .ruleGroup-body:empty': { display: 'none' },
  '& .rule': {
    display: 'flex',
    flexWrap: 'wrap',
    gap: 1,
    alignItems: 'flex-start',
    // Where the parts of a rule stand below one another, a line tells rules apart.
    borderTop: { xs: 1, sm: 0 },
    borderColor: { xs: 'divider' },
    pt: { xs: 1.5, sm: 0 },
  },
  '& .rule > .MuiIconButton-root': { mt: 0.5 },
} as const
