import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router-dom'
import { App } from './App.tsx'
import { startI18n } from './i18n/provider.ts'
import { resume } from './session/session.ts'

const [i18n] = await Promise.all([startI18n(), resume()])
createRoot(document.getElementById('root')!).render(
  <BrowserRouter>
    <App i18n={i18n} />
  </BrowserRouter>,
)

// The development server has files of its own that must not be kept.
if (import.meta.env.PROD && 'serviceWorker' in navigator)
  void navigator.serviceWorker.register('/sw.js').catch(() => {})
