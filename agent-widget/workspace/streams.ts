// Loads Streams and then ChatJS, which must come second. Both libraries are scripts that set the
// global `connect`. This module is imported only by a page that opens a CCP, because together they
// are 270 kB (gzip).
import 'amazon-connect-streams'
import 'amazon-connect-chatjs'

export const streams = connect
