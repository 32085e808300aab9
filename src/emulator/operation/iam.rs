//! Identity and Access Management: what an account is called
//! ([API reference](https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html)).

use super::context::Context;
use crate::emulator::reply::{IAM_XMLNS, Reply, ServiceError};
use crate::emulator::xml::Xml;

/// `ListAccountAliases`: one alias at most.
pub(super) fn list_account_aliases(context: &Context<'_>) -> Result<Reply, ServiceError> {
    let alias = context.account()?.alias.clone();
    let body = Xml::document("ListAccountAliasesResponse", IAM_XMLNS, |xml| {
        xml.element("ListAccountAliasesResult", |xml| {
            xml.text("IsTruncated", false);
            xml.element("AccountAliases", |xml| xml.optional("member", alias.as_ref()));
        });
        xml.element("ResponseMetadata", |xml| xml.text("RequestId", &context.caller.id));
    });
    Ok(Reply { status: 200, location: None, body, changed: false })
}
