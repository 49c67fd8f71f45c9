import type { Plugin } from '../../core/contracts/index.ts'
import { createHandlebarsEngine } from './engine.ts'

export { createHandlebarsEngine } from './engine.ts'
export { HELPER_NAMES } from './formats.ts'

const plugin: Plugin = { name: 'handlebars', api: '^1.0.0', templateEngines: [createHandlebarsEngine()] }
export default plugin
