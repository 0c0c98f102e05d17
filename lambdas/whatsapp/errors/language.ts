// The languages agents are spoken to in.

export type Language = 'en' | 'es' | 'pt'

export type Sentence = Readonly<Record<Language, string>>
