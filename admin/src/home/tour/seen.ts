/** Whether this browser has seen the tour, or does not want to. Nothing about anybody. */
const KEY = 'carillon.tour'

export function tourSeen(): boolean {
  try {
    return localStorage.getItem(KEY) !== null
  } catch {
    return true
  }
}

export function keepTourSeen(): void {
  try {
    localStorage.setItem(KEY, 'seen')
  } catch {
    // Without storage it is offered again; the help menu has it anyway.
  }
}
