/** What is written into the audit log, as `<thing>.<verb>`; an action that is not here is shown by its code. */
export const ACTIONS: readonly string[] = [
  ['account', 'check create delete update'],
  ['accounts', 'reseal'],
  ['address', 'add remove update'],
  ['alert', 'resolve'],
  ['api_key', 'create revoke'],
  ['attribute', 'declare remove update'],
  ['campaign', 'create update duplicate delete launch pause resume cancel review'],
  ['consent', 'record'],
  ['consent_wording', 'create'],
  ['contact', 'create update erase erase_waits export export_list hold release object lift_objection'],
  ['contacts', 'reseal'],
  ['domain', 'check create remove update'],
  ['domains', 'reseal'],
  ['file', 'upload remove erase'],
  ['import', 'upload update start complete cancel fail undo undone'],
  ['list', 'create update remove add_people remove_people'],
  ['member', 'create update delete'],
  ['message', 'send test review'],
  ['sandbox', 'behave clear'],
  ['segment', 'create update remove'],
  ['session', 'start end reuse'],
  ['suppression', 'add import lift'],
  ['template', 'create update publish delete'],
  ['user', 'password disable enable'],
  ['workspace', 'create update'],
].flatMap(([thing, verbs]) => verbs!.split(' ').map((verb) => `${thing}.${verb}`))

export const THINGS: readonly string[] = [
  'account',
  'alert',
  'api_key',
  'attribute',
  'campaign',
  'consent_wording',
  'contact',
  'domain',
  'file',
  'import',
  'list',
  'member',
  'message',
  'sandbox',
  'segment',
  'session',
  'suppression',
  'template',
  'user',
  'workspace',
]

/** Pages of the panel that show a thing. */
const PLACES: Readonly<Record<string, string>> = {
  account: '/accounts',
  campaign: '/campaigns',
  contact: '/people',
  import: '/imports',
  list: '/lists',
  member: '/team',
  segment: '/segments',
  template: '/templates',
}

export const placeOf = (thing: string, id: string | null): string | null =>
  id && PLACES[thing] ? `${PLACES[thing]}/${id}` : null
