// The steps and the state of the opening scene, as the start page receives them. The page has the
// texts of each step in every language.
import type en from '../pages/i18n/en.json'

export interface StoryStep {
  chapter: 'native' | 'bridged' | 'supervisor'
  /** The key of the texts for the step's title and description. */
  id: keyof typeof en.steps
  /** The customer's name. */
  name: string
  /** The index of the customer whose phone is displayed, in the list of the world's customers. */
  customer: number
}

export interface StoryState {
  /** The index of the next step. */
  next: number
  /** The index of the step that was played last, or undefined before the first step. */
  last?: number
  playing: boolean
  failed?: string
}
