// A text from each Connect library that occurs in no other library. It shows whether a script
// contains the library.
const marks = {
  streams: 'ccpLoadTimeout',
  chatjs: 'ChatJS-ChatController',
  app: 'connect-app-host-init',
  contact: 'contact/getChannelType',
}

export const librariesIn = (scripts: readonly string[]): string[] =>
  Object.entries(marks).flatMap(([library, mark]) =>
    scripts.some((text) => text.includes(mark)) ? [library] : [],
  )
