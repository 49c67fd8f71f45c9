import { useTranslate } from 'ra-core'
import { useNavigate } from 'react-router-dom'
import { useAsyncAction } from '../../data/useAsyncAction.ts'
import { templates } from '../calls.ts'
import type { Template } from '../types.ts'

/** A copy under a name of its own, opened at once. */
export function useDuplicate({ id, name }: Template) {
  const translate = useTranslate()
  const navigate = useNavigate()
  return useAsyncAction(
    async () => {
      const made = await templates.duplicate(id, translate('templates.copy_of', { name }).slice(0, 200))
      navigate(`/templates/${made.id}`)
    },
    { done: 'templates.duplicated', changes: ['templates'] },
  )
}
