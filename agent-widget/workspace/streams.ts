// Loads Streams and then ChatJS. ChatJS must come second, because both are scripts that set the
// global `connect`. Only a page that opens a CCP imports this module, because the two libraries
// have 270 kB (gzip).
import 'amazon-connect-streams'
import 'amazon-connect-chatjs'

export const streams = connect
