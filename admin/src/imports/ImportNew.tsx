import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Card from '@mui/material/Card'
import CardContent from '@mui/material/CardContent'
import LinearProgress from '@mui/material/LinearProgress'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslate } from 'ra-core'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router-dom'
import { isAbort } from '../data/problem.ts'
import { useFormat } from '../i18n/useFormat.ts'
import { ErrorNote } from '../parts/ErrorNote.tsx'
import { Page } from '../parts/Page.tsx'
import { imports } from './calls.ts'
import { checkFile, type FileProblem, MOST_BYTES } from './upload/check-file.ts'
import { Dropzone } from './upload/Dropzone.tsx'

/** A file is looked at here, then sent; what is in it is looked at by the server. */
export default function ImportNew() {
  const translate = useTranslate()
  const { bytes } = useFormat()
  const { file, share, problem, error, begin, refuse, stop } = useUpload()
  return (
    <Page title={translate('imports.new')} above={{ to: '/imports', label: translate('imports.title') }} narrow>
      <Card>
        <CardContent>
          {file ? (
            <Stack sx={{ gap: 1.5 }}>
              <Typography sx={{ overflowWrap: 'anywhere' }}>
                {file.name} · {bytes(file.size)}
              </Typography>
              <LinearProgress
                variant={share < 1 ? 'determinate' : 'indeterminate'}
                value={share * 100}
                aria-label={translate('imports.uploading')}
              />
              <Typography color="textSecondary" role="status">
                {translate(share < 1 ? 'imports.uploading' : 'imports.looking')}
              </Typography>
              <Button onClick={stop} sx={{ alignSelf: 'flex-start' }}>
                {translate('ra.action.cancel')}
              </Button>
            </Stack>
          ) : (
            <Dropzone onFile={(one) => void begin(one)} onProblem={refuse} />
          )}
          {problem && (
            <Alert severity="error" sx={{ mt: 2 }}>
              {translate(`imports.file_problems.${problem}`, { size: bytes(MOST_BYTES) })}
            </Alert>
          )}
          <ErrorNote error={error} />
        </CardContent>
      </Card>
    </Page>
  )
}

function useUpload() {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [params] = useSearchParams()
  const [file, setFile] = useState<File | null>(null)
  const [share, setShare] = useState(0)
  const [problem, setProblem] = useState<FileProblem | null>(null)
  const [error, setError] = useState<unknown>(null)
  const sending = useRef<AbortController | null>(null)
  useEffect(() => () => sending.current?.abort(), [])
  const refuse = (why: FileProblem | null) => {
    setError(null)
    setProblem(why)
  }
  const begin = async (chosen: File) => {
    const why = await checkFile(chosen)
    refuse(why)
    if (why) return
    sending.current?.abort()
    const stop = new AbortController()
    sending.current = stop
    setFile(chosen)
    setShare(0)
    try {
      let made = await imports.upload(chosen, stop.signal, setShare)
      const list = params.get('list')
      if (list) made = await imports.change(made.id, { lists: [list] })
      queryClient.setQueryData(['api', `/imports/${made.id}`], made)
      await queryClient.invalidateQueries({ queryKey: ['imports'] })
      navigate(`/imports/${made.id}`, { replace: true })
    } catch (failure) {
      if (stop.signal.aborted && sending.current !== stop) return
      setFile(null)
      if (!isAbort(failure)) setError(failure)
    }
  }
  return { file, share, problem, error, begin, refuse, stop: () => sending.current?.abort() }
}
