// Loads Streams and then ChatJS, which must come second. Both libraries are scripts that set the
// global `connect`. Only a page that opens a CCP imports this module, because the two libraries
// together have 270 kB (gzip).
import 'amazon-connect-streams'
import 'amazon-connect-chatjs'

export const streams = connect
