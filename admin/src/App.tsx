import CssBaseline from '@mui/material/CssBaseline'
import { QueryClient } from '@tanstack/react-query'
import { type I18nProvider, localStorageStore } from 'ra-core'
import { AdminContext } from 'ra-ui-materialui'
import { isProblem } from './data/problem.ts'
import { createDataProvider } from './data/provider.ts'
import { translate } from './i18n/provider.ts'
import { Shell } from './layout/Shell.tsx'
import { authProvider } from './session/auth-provider.ts'
import { Gate } from './session/Gate.tsx'
import { darkTheme, lightTheme } from './theme/theme.ts'

/** What the server refused stays refused; what did not get through is tried twice more. */
const retry = (failures: number, error: unknown) => {
  const problem = (error as { problem?: unknown }).problem ?? error
  return isProblem(problem) && (problem.status === 0 || problem.status === 503) && failures < 2
}

const queryClient = new QueryClient({
  defaultOptions: { queries: { retry, staleTime: 10_000, refetchOnWindowFocus: false } },
})
const dataProvider = createDataProvider(translate)
const store = localStorageStore('1', 'carillon')

/** The panel: what react-admin needs, then the sign-in, then the shell with its pages (pages.ts). No telemetry: `<Admin>` is not used. */
export function App({ i18n }: { i18n: I18nProvider }) {
  return (
    <AdminContext
      authProvider={authProvider}
      dataProvider={dataProvider}
      i18nProvider={i18n}
      queryClient={queryClient}
      store={store}
      theme={lightTheme}
      darkTheme={darkTheme}
    >
      <CssBaseline enableColorScheme />
      <Gate>
        <Shell />
      </Gate>
    </AdminContext>
  )
}
