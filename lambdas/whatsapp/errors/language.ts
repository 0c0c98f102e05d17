// The languages in which agents read texts.

export type Language = 'en' | 'es' | 'pt'

export type Sentence = Readonly<Record<Language, string>>
