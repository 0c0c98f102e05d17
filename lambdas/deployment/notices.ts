// The settings of the notices for supervisors.

/** The languages in which supervisors read the notices. */
export const NOTICE_LANGUAGES = ['en', 'es', 'pt'] as const

export interface NoticeSettings {
  language?: (typeof NOTICE_LANGUAGES)[number] | undefined
}
