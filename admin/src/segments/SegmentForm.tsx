import Button from '@mui/material/Button'
import Grid from '@mui/material/Grid'
import LinearProgress from '@mui/material/LinearProgress'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'ra-core'
import { useMemo, useState } from 'react'
import { isProblem } from '../data/problem.ts'
import { fieldSentence } from '../data/sentences.ts'
import { useAsyncAction } from '../data/useAsyncAction.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Section } from '../parts/Section.tsx'
import type { SegmentValues } from './calls.ts'
import { Preview } from './Preview.tsx'
import { Builder } from './rules/Builder.tsx'
import { fromTree, isComplete, leavesOf, type Tree, toTree, type Written } from './rules/tree.ts'
import { useSentence } from './rules/useSentence.ts'
import { useWorld } from './rules/useWorld.ts'
import { usePreview } from './usePreview.ts'

interface SegmentFormProps {
  readonly values: SegmentValues
  readonly save: (values: SegmentValues) => Promise<unknown>
  readonly onCancel: () => void
}

/** A segment's name and rules, with who is in it beside them. */
export function SegmentForm({ values, save, onCancel }: SegmentFormProps) {
  const translate = useTranslate()
  const world = useWorld()
  const [name, setName] = useState(values.name)
  const [description, setDescription] = useState(values.description)
  const [tree, setTree] = useState<Tree>(() => toTree(values.rules))
  const [strict, setStrict] = useState(false)
  const written = useMemo(() => fromTree(tree), [tree])
  const unfinished = leavesOf(tree).some((leaf) => !isComplete(leaf))
  const preview = usePreview(unfinished ? null : written.rule)
  const sentence = useSentence(world)
  const { run, busy, error } = useAsyncAction(
    () => save({ name: name.trim(), description: description.trim(), rules: written.rule }),
    { quiet: true },
  )
  const wrong = useWrong(error ?? preview.error, written)
  const nameWrong =
    (strict && name.trim() === '') || (isProblem(error) && error.errors.some(({ field }) => field === '/name'))
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    setStrict(true)
    if (!unfinished && name.trim() !== '') void run()
  }
  if (!world.ready) return <LinearProgress aria-label={translate('shell.loading')} />
  return (
    <form onSubmit={submit} noValidate>
      <Grid container spacing={2}>
        <Grid size={{ xs: 12, lg: 8 }}>
          <Section title={translate('segments.about')}>
            <TextField
              label={translate('segments.name')}
              value={name}
              onChange={(event) => setName(event.target.value)}
              required
              error={nameWrong}
              helperText={
                nameWrong ? translate(name.trim() ? 'errors.field.taken' : 'errors.field.required') : undefined
              }
              slotProps={{ htmlInput: { maxLength: 200 } }}
            />
            <TextField
              label={translate('segments.description')}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
              multiline
              slotProps={{ htmlInput: { maxLength: 2000 } }}
            />
          </Section>
          <Section title={translate('segments.rules')}>
            <Builder tree={tree} onChange={setTree} editing={{ ...world, wrong, strict }} />
          </Section>
        </Grid>
        <Grid size={{ xs: 12, lg: 4 }}>
          <Preview preview={preview} sentence={sentence(tree)} unfinished={unfinished} />
        </Grid>
      </Grid>
      <ErrorNote error={error} />
      <Stack direction="row" sx={{ gap: 1, justifyContent: 'flex-end' }}>
        <Button onClick={onCancel} disabled={busy}>
          {translate('ra.action.cancel')}
        </Button>
        <Button type="submit" variant="contained" disabled={busy}>
          {translate('ra.action.save')}
        </Button>
      </Stack>
    </form>
  )
}

/** What the server found wrong, at the rule where it stands. */
function useWrong(error: unknown, { places }: Written): ReadonlyMap<string, string> {
  const translate = useTranslate()
  const found = new Map<string, string>()
  if (!isProblem(error)) return found
  for (const one of error.errors)
    for (const [place, id] of places)
      if (one.field === place || one.field.startsWith(`${place}/`)) found.set(id, fieldSentence(one, translate))
  return found
}
