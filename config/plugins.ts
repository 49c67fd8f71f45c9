import type { Plugin } from '../core/contracts/index.ts'
import email from '../plugins/email/index.ts'
import handlebars from '../plugins/handlebars/index.ts'

/** The mounted plugins, in order. Adding a channel is one line here. */
export const PLUGINS: readonly Plugin[] = [handlebars, email]
