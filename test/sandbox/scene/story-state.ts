// The story as the page sees it.

export interface StoryStep {
  chapter: string
  title: string
  text: string
  /** Whose phone to look at: the index in the world's customers. */
  customer: number
}

export interface StoryState {
  /** Index of the step to be played next. */
  next: number
  /** Of the step played before; undefined at the beginning. */
  last?: number
  playing: boolean
  failed?: string
}
