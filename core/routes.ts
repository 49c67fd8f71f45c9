import { domainRoutes } from './accounts/domains/routes.ts'
import { accountRoutes, catalogueRoutes } from './accounts/routes.ts'
import { draftRoutes } from './campaigns/draft/routes.ts'
import { overviewRoutes } from './campaigns/overview/routes.ts'
import { campaignPeopleRoutes } from './campaigns/people-routes.ts'
import { privacyRoutes } from './campaigns/privacy/routes.ts'
import { reportRoutes } from './campaigns/report/routes.ts'
import { campaignReviewRoutes } from './campaigns/review/routes.ts'
import { campaignRoutes } from './campaigns/routes.ts'
import { consentLogRoutes } from './consent/log/routes.ts'
import { contactConsentRoutes, wordingRoutes } from './consent/routes.ts'
import { suppressionRoutes } from './consent/suppressions/routes.ts'
import { contactComponents } from './contacts/components.ts'
import { attributeRoutes } from './contacts/definitions/routes.ts'
import { importRoutes } from './contacts/imports/routes.ts'
import { contactRoutes } from './contacts/routes.ts'
import { liveRoutes } from './events/live/routes.ts'
import { eventRoutes } from './events/routes.ts'
import { trackingRoutes } from './events/tracking/routes.ts'
import { fileRoutes } from './files/routes.ts'
import type { Routes } from './http/types.ts'
import * as behaviour from './messages/behaviour.ts'
import { messageReviewRoutes } from './messages/review/routes.ts'
import { contactMessageRoutes, messageRoutes, trialRoutes } from './messages/routes.ts'
import { unsubscribeRoutes } from './messages/unsubscribe/routes.ts'
import { mailboxRoutes } from './sandbox/mailbox/routes.ts'
import { sandboxRoutes } from './sandbox/routes.ts'
import { segmentComponents } from './segments/components.ts'
import { listRoutes } from './segments/lists/routes.ts'
import { inSegment, segmentRoutes } from './segments/routes.ts'
import { templateRoutes } from './templates/routes.ts'
import { apiKeyRoutes } from './workspaces/routes/api-keys.ts'
import { auditRoutes } from './workspaces/routes/audit.ts'
import { authRoutes } from './workspaces/routes/auth.ts'
import { memberRoutes } from './workspaces/routes/members.ts'
import { workspaceRoutes } from './workspaces/routes/workspace.ts'

/** Every room's routes, with the address they live under. A room adds its line here. */
export const ROUTES: readonly { prefix: string; routes: Routes }[] = [
  { prefix: '/api/v1/auth', routes: authRoutes },
  { prefix: '/api/v1/workspace', routes: workspaceRoutes },
  { prefix: '/api/v1/members', routes: memberRoutes },
  { prefix: '/api/v1/api-keys', routes: apiKeyRoutes },
  { prefix: '/api/v1/audit', routes: auditRoutes },
  { prefix: '', routes: contactComponents },
  { prefix: '', routes: segmentComponents },
  { prefix: '/api/v1/contacts', routes: contactRoutes(inSegment('page')) },
  { prefix: '/api/v1/imports', routes: importRoutes },
  { prefix: '/api/v1/attributes', routes: attributeRoutes },
  { prefix: '/api/v1/lists', routes: listRoutes },
  { prefix: '/api/v1/segments', routes: segmentRoutes },
  { prefix: '/api/v1/contacts', routes: contactConsentRoutes },
  { prefix: '/api/v1', routes: consentLogRoutes },
  { prefix: '/api/v1/consent-wordings', routes: wordingRoutes },
  { prefix: '/api/v1/suppressions', routes: suppressionRoutes },
  { prefix: '/api/v1', routes: eventRoutes },
  { prefix: '/api/v1/live', routes: liveRoutes },
  { prefix: '', routes: trackingRoutes(behaviour) },
  { prefix: '', routes: unsubscribeRoutes },
  { prefix: '/api/v1/files', routes: fileRoutes },
  { prefix: '/api/v1/templates', routes: templateRoutes },
  { prefix: '/api/v1/accounts', routes: accountRoutes },
  { prefix: '/api/v1/domains', routes: domainRoutes },
  { prefix: '/api/v1', routes: catalogueRoutes },
  { prefix: '/api/v1/templates', routes: trialRoutes },
  { prefix: '/api/v1/messages', routes: messageRoutes },
  { prefix: '/api/v1/messages', routes: messageReviewRoutes },
  { prefix: '/api/v1/contacts', routes: contactMessageRoutes },
  { prefix: '/api/v1/overview', routes: overviewRoutes },
  { prefix: '/api/v1/campaigns', routes: campaignRoutes },
  { prefix: '/api/v1/campaigns', routes: draftRoutes },
  { prefix: '/api/v1/campaigns', routes: campaignPeopleRoutes },
  { prefix: '/api/v1/campaigns', routes: campaignReviewRoutes },
  { prefix: '/api/v1/campaigns', routes: reportRoutes },
  { prefix: '/api/v1', routes: privacyRoutes },
  { prefix: '/api/v1/sandbox', routes: sandboxRoutes },
  { prefix: '/api/v1/sandbox/messages', routes: mailboxRoutes },
]
