import type { en } from './en.ts'

export const fr: typeof en = {
  title: 'Bonjour, %{name}',
  range: 'du %{from} au %{to}',
  running: 'En cours et à venir',
  nothing_runs: 'Aucune campagne n’est en cours, en pause ou programmée.',
  new_campaign: 'Nouvelle campagne',
  progress_of: 'Avancement de %{name}',
  done_of: '%{done} sur %{audience} · %{share}',
  starts: 'début : %{at}',
  attention: 'Demande votre attention',
  nothing_waits: 'Rien ne vous attend.',
  severity: { error: 'Erreur', warning: 'Avertissement', info: 'Pour information' },
  paused: '« %{name} » est en pause',
  paused_reasons: {
    person: 'Mise en pause par une personne. Rien ne part avant la reprise.',
    too_many_failures: 'Elle s’est mise en pause : trop de messages ont échoué.',
  },
  look: 'Examiner',
  alerts: {
    campaign_paused: 'Une campagne s’est mise en pause',
    account_held: 'Un compte est retenu : des messages attendent',
  },
  alert_closed: 'Marquée comme traitée.',
  close_alert: 'Traitée',
  account_trouble: {
    breaker: '« %{name} » est retenu : ses messages attendent',
    unhealthy: '« %{name} » : le dernier test de connexion a échoué',
  },
  until: 'nouvel essai : %{at}',
  open_account: 'Ouvrir le compte',
  import_failed: 'L’import de « %{name} » a échoué',
  open_import: 'Ouvrir l’import',
  draft: '« %{name} » est un brouillon',
  continue: 'Continuer',
  days_of: 'Les 30 derniers jours : %{channel}',
  figures: {
    sent: 'Envoyés',
    delivered: 'Remis',
    opened: 'Ouverts',
    clicked: 'Cliqués',
    bounced: 'Adresses rejetées',
    failed: 'Refusés',
    unsubscribed: 'Désabonnements',
    complained: 'Plaintes',
  },
  deliverability: 'Comment les messageries vous voient (30 derniers jours)',
  rate: 'Taux',
  value: 'Actuel',
  level: 'Appréciation',
  limits: 'Leurs limites',
  rates: { bounces: 'Rejets', complaints: 'Plaintes', unsubscribes: 'Désabonnements' },
  levels: {
    none: 'trop peu pour juger',
    good: 'bon',
    warning: 'proche de la limite',
    over: 'au-delà de la limite',
  },
  limit_text: 'Restez sous %{warn} ; à partir de %{limit}, ils retiennent ou refusent les messages.',
  no_limit: 'Aucune limite publiée. Une hausse est le premier signe de messages trop nombreux ou mal ciblés.',
  source: 'Source : %{host}',
  count_of: '%{count} sur %{of}',
  rate_advice: {
    bounces:
      'Rejets : la cause habituelle est une liste ancienne ou achetée. N’écrivez qu’aux adresses qui ont répondu ou ouvert dans l’année.',
    complaints:
      'Plaintes : on signale ce que l’on n’attendait pas. Rendez le désabonnement facile et n’écrivez qu’à ceux qui ont consenti.',
    unsubscribes: 'Désabonnements : écrivez moins souvent, ou à moins de personnes.',
  },
  first_steps: 'Premiers pas',
  first_text: 'Quatre étapes, et votre première campagne est en route.',
  step_done: 'Fait',
  step_open: 'À faire',
  steps: {
    account: 'Connecter un compte',
    people: 'Importer vos contacts',
    template: 'Écrire un message',
    campaign: 'Lancer une campagne',
  },
  step_texts: {
    account:
      'Qui achemine vos messages : votre serveur de messagerie ou un prestataire. Un bac à sable permet d’essayer.',
    people: 'Déposez un fichier CSV ; les colonnes sont reconnues et vous voyez tout avant de valider.',
    template: 'Dans vos langues, avec les noms remplis et un aperçu au nom de n’importe qui.',
    campaign:
      'Choisissez qui, quoi et quand. Vous voyez qui recevra le message, qui ne le recevra pas et pourquoi, avant tout envoi.',
  },
  step_actions: { account: 'Comptes', people: 'Importer', template: 'Modèles', campaign: 'Nouvelle campagne' },
  tour: {
    offer:
      'Première visite ? Un tour en quatre étapes vous montre où tout se trouve. Vous le retrouverez dans le menu d’aide.',
    begin: 'Commencer la visite',
    dismiss: 'Pas maintenant',
    skip: 'Fermer',
    back: 'Retour',
    next: 'Suivant',
    done: 'Terminer',
    go: 'M’y conduire',
    step: 'Étape %{at} sur %{of}',
    titles: {
      people: 'Vos contacts',
      message: 'Vos messages',
      campaign: 'Vos campagnes',
      watch: 'Vos résultats',
    },
    texts: {
      people:
        'Sous Audience, vous importez un fichier, tenez des listes et composez des segments par règles. Le consentement de chacun est conservé, avec sa preuve.',
      message:
        'Les modèles contiennent ce que vous dites, dans chaque langue. Prévisualisez-les au nom de n’importe qui, envoyez-vous un test, puis publiez.',
      campaign:
        'Une campagne réunit les deux. Elle explique qui la recevra et qui non, et rien ne part avant votre confirmation.',
      watch:
        'Ouvrez une campagne en cours pour la suivre en direct, la mettre en pause ou voir qui se trouve derrière un chiffre. Essayez tout dans la boîte du bac à sable : rien n’y parvient à personne.',
    },
  },
}
