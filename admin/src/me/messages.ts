import type { PageMessages } from '../i18n/provider.ts'

const en = {
  who: 'Who I am',
  name: 'Name',
  role: 'Role here',
  sessions: 'Where I am signed in',
  this_one: 'this one',
  end_session: 'End',
  session_ended: 'The session was ended.',
  unknown_device: 'Unknown device',
  last_seen: 'last active %{when}',
  change_password: 'Change password',
  current_password: 'Present password',
  new_password: 'New password',
  password_hint: '8 to 256 characters, none of the common ones. Your other sessions end.',
  password_changed: 'The password was changed.',
}

const fr: typeof en = {
  who: 'Qui je suis',
  name: 'Nom',
  role: 'Rôle ici',
  sessions: 'Où je suis connecté',
  this_one: 'celle-ci',
  end_session: 'Terminer',
  session_ended: 'La session est terminée.',
  unknown_device: 'Appareil inconnu',
  last_seen: 'dernière activité %{when}',
  change_password: 'Changer le mot de passe',
  current_password: 'Mot de passe actuel',
  new_password: 'Nouveau mot de passe',
  password_hint: '8 à 256 caractères, hors des plus courants. Vos autres sessions se terminent.',
  password_changed: 'Le mot de passe est changé.',
}

const es: typeof en = {
  who: 'Quién soy',
  name: 'Nombre',
  role: 'Rol aquí',
  sessions: 'Dónde tengo sesión',
  this_one: 'esta',
  end_session: 'Terminar',
  session_ended: 'La sesión terminó.',
  unknown_device: 'Dispositivo desconocido',
  last_seen: 'última actividad %{when}',
  change_password: 'Cambiar contraseña',
  current_password: 'Contraseña actual',
  new_password: 'Contraseña nueva',
  password_hint: 'De 8 a 256 caracteres, ninguna de las comunes. Sus otras sesiones terminan.',
  password_changed: 'La contraseña se cambió.',
}

export default { en, fr, es } satisfies PageMessages
