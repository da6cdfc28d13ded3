'use strict';

/** Scripts of texts that are parsed already. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `A text that was checked for one context had to be parsed again for the one that runs it.`,
      file: 'src/script.rs',
      find: `        let scope = context.realm().scope().clone();
        let (mut code, source) = parser.parse_script_with_source(&scope, context.interner_mut())?;
        if !context`,
      put: `        let parsed = parser.parse_eval(false, context.interner_mut())?;
        Self::from_parsed(parsed, path, realm, context)
    }

    /// Makes a script of what [\`Parser::parse_eval\`] returned, the names being those of the context's
    /// interner.
    pub fn from_parsed(
        (mut code, source): (boa_ast::Script, boa_ast::SourceText),
        path: Option<PathBuf>,
        realm: Option<Realm>,
        context: &mut Context,
    ) -> JsResult<Self> {
        let scope = context.realm().scope().clone();
        code.analyze_scope(&scope, context.interner())
            .map_err(|err| boa_parser::Error::ScopeAnalysis { err })?;
        if !context`,
    },
  ],
};
