/** Where the people of one language live, and what they are called. Given and family names are among the most usual there; all people are made up. */
export interface Language {
  readonly locale: 'en' | 'fr' | 'es'
  /** Domains that nobody can own (RFC 2606, RFC 6761). */
  readonly domain: string
  readonly places: readonly { readonly city: string; readonly country: string; readonly timeZone: string }[]
  readonly given: readonly string[]
  readonly family: readonly string[]
}

const words = (text: string) => text.trim().split(/\s+/)

export const LANGUAGES: readonly Language[] = [
  {
    locale: 'fr',
    domain: 'courriel.example',
    places: [
      { city: 'Lyon', country: 'FR', timeZone: 'Europe/Paris' },
      { city: 'Paris', country: 'FR', timeZone: 'Europe/Paris' },
      { city: 'Liège', country: 'BE', timeZone: 'Europe/Brussels' },
      { city: 'Montréal', country: 'CA', timeZone: 'America/Toronto' },
      { city: 'Dakar', country: 'SN', timeZone: 'Africa/Dakar' },
    ],
    given: words(
      'Camille Léa Chloé Manon Inès Jeanne Zoé Élise Agathe Noémie Aurélie Hélène Louis Gabriel Raphaël Arthur Jules Hugo Théo Mathis Étienne Benoît Loïc François',
    ),
    family: words(
      'Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garnier Bertrand Roux Fournier Girard Bonnet Lambert Fontaine Rousseau Mercier',
    ),
  },
  {
    locale: 'en',
    domain: 'inbox.example',
    places: [
      { city: 'London', country: 'GB', timeZone: 'Europe/London' },
      { city: 'Leeds', country: 'GB', timeZone: 'Europe/London' },
      { city: 'Dublin', country: 'IE', timeZone: 'Europe/Dublin' },
      { city: 'Boston', country: 'US', timeZone: 'America/New_York' },
      { city: 'Seattle', country: 'US', timeZone: 'America/Los_Angeles' },
      { city: 'Melbourne', country: 'AU', timeZone: 'Australia/Melbourne' },
    ],
    given: words(
      'Olivia Amelia Isla Ava Grace Freya Lily Emily Sophie Ruby Alice Nora Oliver George Noah Arthur Harry Leo Jack Charlie Oscar Henry Theo James',
    ),
    family: words(
      "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke O'Brien Murphy Kelly",
    ),
  },
  {
    locale: 'es',
    domain: 'correo.example',
    places: [
      { city: 'Madrid', country: 'ES', timeZone: 'Europe/Madrid' },
      { city: 'Sevilla', country: 'ES', timeZone: 'Europe/Madrid' },
      { city: 'Las Palmas', country: 'ES', timeZone: 'Atlantic/Canary' },
      { city: 'Ciudad de México', country: 'MX', timeZone: 'America/Mexico_City' },
      { city: 'Bogotá', country: 'CO', timeZone: 'America/Bogota' },
    ],
    given: words(
      'Lucía Sofía Martina María Paula Valeria Daniela Alba Carla Noa Inés Ximena Hugo Mateo Martín Lucas Leo Daniel Alejandro Manuel Pablo Álvaro Adrián Iñigo',
    ),
    family: words(
      'García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Núñez',
    ),
  },
]
