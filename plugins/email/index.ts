import type { Plugin } from '../../core/contracts/index.ts'
import { emailChannel } from './channel.ts'
import { smtpSandbox } from './sandbox.ts'
import { smtp } from './smtp.ts'

/** Email: the channel, its SMTP provider, and a stand-in for the server. */
export const email: Plugin = {
  name: 'email',
  api: '^1.0.0',
  channels: [emailChannel],
  providers: [smtp],
  sandboxes: [smtpSandbox],
}

export default email
