// Keeps the files of the panel and a page that says "away". Never looks at the API: what is true is asked for each time.
const CACHE = 'carillon-1'
const KEPT = ['/offline.html', '/first.css', '/icon.svg']

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(KEPT)))
  self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match('/offline.html')))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(hashed(request))
  else if (KEPT.includes(url.pathname)) event.respondWith(fetch(request).catch(() => caches.match(request)))
})

/** A file under /assets/ carries a hash of its content in its name: what is kept can never be old. */
async function hashed(request) {
  const kept = await caches.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) {
    const cache = await caches.open(CACHE)
    await cache.put(request, answer.clone())
  }
  return answer
}
