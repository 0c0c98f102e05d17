// Finds which of Connect's libraries a script contains, by a text that occurs in no other library.
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
