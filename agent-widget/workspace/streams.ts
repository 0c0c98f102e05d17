// Loads amazon-connect-streams and then amazon-connect-chatjs. The order matters, because both are
// scripts that set the global variable `connect`, and the second one adds to it. The two libraries
// have 270 kB (gzip), so only pages that open a CCP themselves import this module.
import 'amazon-connect-streams'
import 'amazon-connect-chatjs'

export const streams = connect
