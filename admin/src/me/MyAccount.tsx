import { useTranslate } from 'ra-core'
import { Facts } from '../parts/Facts.tsx'
import { Page } from '../parts/Page.tsx'
import { Section } from '../parts/Section.tsx'
import { SessionList } from '../parts/SessionList.tsx'
import { useMe } from '../session/useSession.ts'
import { Appearance } from './Appearance.tsx'
import { Password } from './Password.tsx'
import { Shortcuts } from './Shortcuts.tsx'

/** The signed-in person: who I am, how the panel looks to me, where I am signed in. */
export default function MyAccount() {
  const translate = useTranslate()
  const me = useMe()
  return (
    <Page title={translate('shell.my_account')} narrow>
      <Section title={translate('me.who')}>
        <Facts
          facts={[
            [translate('me.name'), me.name || null],
            [translate('sign_in.email'), me.email],
            [translate('me.role'), translate(`roles.${me.role}`)],
          ]}
        />
      </Section>
      <Appearance />
      <Section title={translate('me.sessions')}>
        <SessionList path="/auth/sessions" mayEnd />
      </Section>
      <Password />
      <Shortcuts />
    </Page>
  )
}
