import type { PageMessages } from '../i18n/provider.ts'

const en = {
  who: 'Who I am',
  name: 'Name',
  role: 'Role here',
  appearance: 'Language and colours',
  appearance_hint: 'Kept in this browser. What people receive has its own language.',
  colours: 'Colours',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  sessions: 'Where I am signed in',
  change_password: 'Change password',
  current_password: 'Present password',
  new_password: 'New password',
  password_hint: '8 to 256 characters, none of the common ones. Your other sessions end.',
  password_changed: 'The password was changed.',
  shortcuts: {
    title: 'By keyboard',
    palette: 'Search, go to a page, create something',
    skip: 'From the top of a page: skip the menu; then onward to the next control',
    choose: 'In a list of choices: move, and take',
    close: 'Close a dialog or a menu',
  },
  keys: { control: 'Ctrl', enter: 'Enter', escape: 'Esc', tab: 'Tab' },
}

const fr: typeof en = {
  who: 'Qui je suis',
  name: 'Nom',
  role: 'Rôle ici',
  appearance: 'Langue et couleurs',
  appearance_hint: 'Gardé dans ce navigateur. Ce que reçoivent les personnes a sa propre langue.',
  colours: 'Couleurs',
  themes: { system: 'Comme le système', light: 'Clair', dark: 'Sombre' },
  sessions: 'Où je suis connecté',
  change_password: 'Changer le mot de passe',
  current_password: 'Mot de passe actuel',
  new_password: 'Nouveau mot de passe',
  password_hint: '8 à 256 caractères, hors des plus courants. Vos autres sessions se terminent.',
  password_changed: 'Le mot de passe est changé.',
  shortcuts: {
    title: 'Au clavier',
    palette: 'Chercher, aller à une page, créer',
    skip: 'En haut d’une page : sauter le menu ; puis passer à l’élément suivant',
    choose: 'Dans une liste de choix : se déplacer, puis choisir',
    close: 'Fermer une fenêtre ou un menu',
  },
  keys: { control: 'Ctrl', enter: 'Entrée', escape: 'Échap', tab: 'Tab' },
}

const es: typeof en = {
  who: 'Quién soy',
  name: 'Nombre',
  role: 'Rol aquí',
  appearance: 'Idioma y colores',
  appearance_hint: 'Se guarda en este navegador. Lo que reciben las personas tiene su propio idioma.',
  colours: 'Colores',
  themes: { system: 'Como el sistema', light: 'Claro', dark: 'Oscuro' },
  sessions: 'Dónde tengo sesión',
  change_password: 'Cambiar contraseña',
  current_password: 'Contraseña actual',
  new_password: 'Contraseña nueva',
  password_hint: 'De 8 a 256 caracteres, ninguna de las comunes. Sus otras sesiones terminan.',
  password_changed: 'La contraseña se cambió.',
  shortcuts: {
    title: 'Con el teclado',
    palette: 'Buscar, ir a una página, crear algo',
    skip: 'Al inicio de una página: saltar el menú; después, pasar al siguiente control',
    choose: 'En una lista de opciones: moverse y elegir',
    close: 'Cerrar un diálogo o un menú',
  },
  keys: { control: 'Ctrl', enter: 'Intro', escape: 'Esc', tab: 'Tab' },
}

export default { en, fr, es } satisfies PageMessages
