/** When, how fast, within what: the words of the schedule's choices. */
export const enSchedule = {
  when_kinds: {
    now: { name: 'At once', text: 'As soon as you launch it.' },
    at: { name: 'At a time', text: 'One moment, for everybody in the world.' },
    local: {
      name: 'In each recipient’s time zone',
      text: 'The same time of day everywhere: at nine in Auckland, at nine in Honolulu.',
    },
  },
  options: {
    rate: {
      name: 'Not faster than',
      on: 'Messages of this campaign, over all channels.',
      off: 'As fast as the account allows.',
    },
    quiet: { name: 'Quiet hours', on: 'Nothing is sent in them.', off: 'Sent at any hour.' },
    cap: {
      name: 'Not too often',
      on: 'Who has had that many campaign messages is left out.',
      off: 'However many messages somebody has had.',
    },
    expiry: {
      name: 'Give up after',
      on: 'What has not left so long after the start is not sent any more.',
      off: 'What has not left after seven days is not sent any more.',
    },
    alarm: {
      name: 'Pause when much fails',
      on: 'The campaign pauses itself at this share of failures.',
      off: 'The campaign pauses itself when one in five messages fails.',
    },
  },
}

export const frSchedule: typeof enSchedule = {
  when_kinds: {
    now: { name: 'Tout de suite', text: 'Dès que vous la lancez.' },
    at: { name: 'À un moment précis', text: 'Un seul instant, pour le monde entier.' },
    local: {
      name: 'Dans le fuseau de chaque destinataire',
      text: 'La même heure partout : neuf heures à Auckland, neuf heures à Honolulu.',
    },
  },
  options: {
    rate: {
      name: 'Pas plus vite que',
      on: 'Messages de cette campagne, tous canaux confondus.',
      off: 'Aussi vite que le compte le permet.',
    },
    quiet: { name: 'Heures calmes', on: 'Rien ne part pendant ces heures.', off: 'Envoyé à toute heure.' },
    cap: {
      name: 'Pas trop souvent',
      on: 'Qui a déjà reçu autant de messages de campagnes est écarté.',
      off: 'Quel que soit le nombre de messages déjà reçus.',
    },
    expiry: {
      name: 'Abandonner après',
      on: 'Ce qui n’est pas parti passé ce délai n’est plus envoyé.',
      off: 'Ce qui n’est pas parti après sept jours n’est plus envoyé.',
    },
    alarm: {
      name: 'Faire une pause en cas d’échecs',
      on: 'La campagne se met en pause à cette part d’échecs.',
      off: 'La campagne se met en pause quand un message sur cinq échoue.',
    },
  },
}

export const esSchedule: typeof enSchedule = {
  when_kinds: {
    now: { name: 'Enseguida', text: 'En cuanto la lance.' },
    at: { name: 'En un momento dado', text: 'Un solo instante, para todo el mundo.' },
    local: {
      name: 'En la zona horaria de cada destinatario',
      text: 'La misma hora en todas partes: a las nueve en Auckland, a las nueve en Honolulu.',
    },
  },
  options: {
    rate: {
      name: 'No más rápido que',
      on: 'Mensajes de esta campaña, sumando todos los canales.',
      off: 'Tan rápido como permita la cuenta.',
    },
    quiet: { name: 'Horas de silencio', on: 'No se envía nada en ellas.', off: 'Se envía a cualquier hora.' },
    cap: {
      name: 'No demasiado a menudo',
      on: 'Quien ya recibió tantos mensajes de campañas queda fuera.',
      off: 'Sin importar cuántos mensajes haya recibido.',
    },
    expiry: {
      name: 'Desistir tras',
      on: 'Lo que no haya salido en ese plazo ya no se envía.',
      off: 'Lo que no haya salido en siete días ya no se envía.',
    },
    alarm: {
      name: 'Pausar si falla mucho',
      on: 'La campaña se pausa con esta proporción de fallos.',
      off: 'La campaña se pausa cuando falla uno de cada cinco mensajes.',
    },
  },
}
