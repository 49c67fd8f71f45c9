/** What `keepAlive` is tested with: a role that works, one that dies at once, one that does not drain, one that stays mute. */
const role = process.argv[2]
if (role === 'dies') process.exit(7)
process.on('SIGTERM', () => {
  if (role === 'stubborn') return
  console.log('drained')
  process.exit(0)
})
process.on('disconnect', () => process.exit(0))
console.log(`hello ${process.env.GREETING ?? ''} ${process.pid}`)
process.send?.({ is: 'ready' })
