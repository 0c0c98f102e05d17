// The settings of the notices for supervisors.

/** The languages of the notices. */
export const NOTICE_LANGUAGES = ['en', 'es', 'pt'] as const

export interface NoticeSettings {
  language?: (typeof NOTICE_LANGUAGES)[number] | undefined
  /**
   * The flow that puts tasks into a queue. Without this flow, no tasks are created for problems.
   */
  taskFlow?: string | undefined
}
