// The opening scene as the page shows it. The page has the texts, in every language.
import type en from '../pages/i18n/en.json'

export interface StoryStep {
  chapter: 'native' | 'bridged' | 'supervisor'
  /** The key of the step's title and text. */
  id: keyof typeof en.steps
  /** The customer's name. */
  name: string
  /** The index in the world's customers of the customer whose phone is displayed. */
  customer: number
}

export interface StoryState {
  /** The index of the next step. */
  next: number
  /** The index of the previous step, or undefined at the beginning. */
  last?: number
  playing: boolean
  failed?: string
}
