import Box from '@mui/material/Box'
import FormHelperText from '@mui/material/FormHelperText'
import { useTranslate } from 'ra-core'
import type { ValueEditorProps } from 'react-querybuilder'
import { isComplete } from '../rules/tree.ts'
import { useEditing } from '../rules/useWorld.ts'
import { AddressValue } from './AddressValue.tsx'
import { BehaviourValue } from './BehaviourValue.tsx'
import { ConsentValue } from './ConsentValue.tsx'
import { ListValue } from './ListValue.tsx'
import { PlainValue } from './PlainValue.tsx'

export interface ValueProps<T> {
  readonly value: T
  readonly onChange: (value: T) => void
}

const RELATED = { list: ListValue, address: AddressValue, consent: ConsentValue, behaviour: BehaviourValue } as const

/** What it is compared with: drawn by what is asked. */
export function ValueEditor({ field, operator, value, handleOnChange, rule }: ValueEditorProps) {
  const translate = useTranslate()
  const { fields, wrong, strict } = useEditing()
  const [what] = field.split(':') as [string]
  const Related = RELATED[what as keyof typeof RELATED] as React.ComponentType<ValueProps<any>> | undefined
  const unfinished = strict && !isComplete(rule as never) ? translate('segments.unfinished') : undefined
  const problem = wrong.get(rule.id ?? '') ?? unfinished
  const asked = fields.get(field)
  return (
    <Box sx={{ flex: '1 1 200px', minWidth: 0 }}>
      {Related ? (
        <Related value={value} onChange={handleOnChange} />
      ) : asked ? (
        <PlainValue asked={asked} operator={operator} value={value} onChange={handleOnChange} />
      ) : null}
      {!asked && <FormHelperText error>{translate('segments.gone')}</FormHelperText>}
      {problem && (
        <FormHelperText error role="alert">
          {problem}
        </FormHelperText>
      )}
    </Box>
  )
}
