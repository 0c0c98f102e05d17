// Loads amazon-connect-streams and then amazon-connect-chatjs. The order matters, because both are
// scripts that set the global variable `connect`, and the second one adds to it. Only a page that
// opens a CCP imports this module, because the two libraries have 270 kB (gzip).
import 'amazon-connect-streams'
import 'amazon-connect-chatjs'

export const streams = connect
