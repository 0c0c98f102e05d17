// Loads Streams and then ChatJS, which must come second. Both are scripts that set the global
// `connect`. Imported on demand only, by the host page that opens a CCP: together they are 270 kB
// (gzip).
import 'amazon-connect-streams'
import 'amazon-connect-chatjs'

export const streams = connect
