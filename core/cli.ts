#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addApi } from './cli/api.ts'
import { addCampaign } from './cli/campaign.ts'
import { addConfig } from './cli/config.ts'
import { addDev } from './cli/dev.ts'
import { addDoctor } from './cli/doctor.ts'
import { runProgram } from './cli/exit.ts'
import { addImport } from './cli/import.ts'
import { addKeys } from './cli/keys.ts'
import { addMigrate } from './cli/migrate.ts'
import { addOpenapi } from './cli/openapi.ts'
import { addPrivacy } from './cli/privacy.ts'
import { addSandbox } from './cli/sandbox.ts'
import { addSeed } from './cli/seed.ts'
import { addStart } from './cli/start.ts'
import { addUser } from './cli/user.ts'
import { addWorker } from './cli/worker.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const program = new Command('carillon')
  .description('Campaigns over any channel: nothing lost, nothing doubled.')
  .version(version)
  .showHelpAfterError('(add --help for what there is)')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 wrong configuration.')

addStart(program)
addApi(program)
addWorker(program)
addSandbox(program)
addDev(program)
addMigrate(program)
addDoctor(program)
addOpenapi(program)
addImport(program)
addUser(program)
addKeys(program)
addPrivacy(program)
addSeed(program)
addCampaign(program)
addConfig(program)

await runProgram(program, process.argv)
