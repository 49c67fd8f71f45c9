import type { Words } from '../en.ts'

export const resources: Words['resources'] = {
  contacts: { name: 'persona |||| personas' },
  attributes: { name: 'atributo |||| atributos' },
  imports: { name: 'importación |||| importaciones' },
  lists: { name: 'lista |||| listas' },
  segments: { name: 'segmento |||| segmentos' },
  suppressions: { name: 'dirección bloqueada |||| direcciones bloqueadas' },
  consents: { name: 'evento de consentimiento |||| eventos de consentimiento' },
  'consent-wordings': { name: 'redacción |||| redacciones' },
  templates: { name: 'plantilla |||| plantillas' },
  files: { name: 'archivo |||| archivos' },
  accounts: { name: 'cuenta |||| cuentas' },
  providers: { name: 'proveedor |||| proveedores' },
  channels: { name: 'canal |||| canales' },
  campaigns: { name: 'campaña |||| campañas' },
  alerts: { name: 'alerta |||| alertas' },
  members: { name: 'miembro |||| miembros' },
  'api-keys': { name: 'clave de API |||| claves de API' },
  audit: { name: 'entrada de auditoría |||| entradas de auditoría' },
  erasures: { name: 'borrado |||| borrados' },
  'sandbox/messages': { name: 'correo |||| correos' },
}
