import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import { useTranslate } from 'ra-core'
import { memo } from 'react'
import { TimeAgo } from '../parts/TimeAgo.tsx'
import type { Arrived } from './types.ts'

interface MessageRowProps {
  readonly message: Arrived
  readonly chosen: boolean
  readonly onChoose: (id: string) => void
}

const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const

/** One message in the list: to whom, when, what. */
export const MessageRow = memo(
  function MessageRow({ message, chosen, onChoose }: MessageRowProps) {
    const translate = useTranslate()
    return (
      <Box component="li" sx={{ borderBottom: 1, borderColor: 'divider' }}>
        <ButtonBase
          onClick={() => onChoose(message.id)}
          aria-current={chosen ? 'true' : undefined}
          sx={{
            display: 'block',
            width: '100%',
            textAlign: 'left',
            px: 1.5,
            py: 1,
            bgcolor: chosen ? 'action.selected' : undefined,
            borderLeft: 3,
            borderColor: chosen ? 'primary.main' : 'transparent',
            '&:hover': { bgcolor: 'action.hover' },
            '&.Mui-focusVisible': { outlineOffset: -3 },
          }}
        >
          <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
            <Box component="span" sx={{ ...cut, flex: 1, minWidth: 0, fontWeight: 600 }}>
              {message.to}
            </Box>
            <Box component="span" sx={{ fontSize: 12.5, color: 'text.secondary', flexShrink: 0 }}>
              <TimeAgo at={message.at} />
            </Box>
          </Box>
          <Box component="span" sx={{ ...cut, display: 'block', fontSize: 14, color: 'text.secondary' }}>
            {message.title || translate('sandbox.no_title')}
          </Box>
        </ButtonBase>
      </Box>
    )
  },
  (one, other) => one.message.id === other.message.id && one.chosen === other.chosen,
)
