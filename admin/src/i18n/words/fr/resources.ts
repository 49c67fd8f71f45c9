import type { Words } from '../en.ts'

export const resources: Words['resources'] = {
  contacts: { name: 'personne |||| personnes' },
  attributes: { name: 'attribut |||| attributs' },
  imports: { name: 'import |||| imports' },
  lists: { name: 'liste |||| listes' },
  segments: { name: 'segment |||| segments' },
  suppressions: { name: 'adresse bloquée |||| adresses bloquées' },
  consents: { name: 'événement de consentement |||| événements de consentement' },
  'consent-wordings': { name: 'formulation |||| formulations' },
  templates: { name: 'modèle |||| modèles' },
  files: { name: 'fichier |||| fichiers' },
  accounts: { name: 'compte |||| comptes' },
  providers: { name: 'fournisseur |||| fournisseurs' },
  channels: { name: 'canal |||| canaux' },
  campaigns: { name: 'campagne |||| campagnes' },
  alerts: { name: 'alerte |||| alertes' },
  members: { name: 'membre |||| membres' },
  'api-keys': { name: 'clé d’API |||| clés d’API' },
  audit: { name: 'entrée d’audit |||| entrées d’audit' },
  erasures: { name: 'effacement |||| effacements' },
  'sandbox/messages': { name: 'e-mail |||| e-mails' },
}
