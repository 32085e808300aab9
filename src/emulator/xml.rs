//! Writes the XML of the answers.

use std::fmt::Display;

/// A document under way.
pub(super) struct Xml {
    text: String,
}

impl Xml {
    /// A whole document with `root` as its only top element, in the namespace `xmlns`.
    pub(super) fn document(root: &str, xmlns: &str, fill: impl FnOnce(&mut Xml)) -> String {
        let mut xml = Xml { text: format!("<?xml version=\"1.0\"?>\n<{root} xmlns=\"{xmlns}\">") };
        fill(&mut xml);
        xml.close(root);
        xml.text
    }

    /// An element with elements in it.
    pub(super) fn element(&mut self, tag: &str, fill: impl FnOnce(&mut Xml)) {
        self.open(tag);
        fill(self);
        self.close(tag);
    }

    /// An element with text in it.
    pub(super) fn text(&mut self, tag: &str, value: impl Display) {
        self.open(tag);
        let value = value.to_string();
        self.text.push_str(&quick_xml::escape::escape(value.as_str()));
        self.close(tag);
    }

    /// An element that is only there when it has a value.
    pub(super) fn optional(&mut self, tag: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.text(tag, value);
        }
    }

    fn open(&mut self, tag: &str) {
        self.text.push('<');
        self.text.push_str(tag);
        self.text.push('>');
    }

    fn close(&mut self, tag: &str) {
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push('>');
    }
}
