package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

import io.brainyflow.Flow;
import io.brainyflow.Memory;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

/** A test can put a mock in the place of a node, and of a flow. */
class MockitoBeanTest {

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(BrainyFlowAutoConfiguration.class)
    @Import(Beans.Approval.class)
    static class Application {}

    @Nested
    @SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
    class OfANode {

        @MockitoBean
        private Beans.Archive archive;

        @Autowired
        private Flow approval;

        @Test
        void isVisitedInstead() throws Exception {
            given(archive.exec(any())).willReturn("mocked");
            Memory memory = Memory.empty();

            assertThat(approval.run(memory)).hasToString("review{ok=[pay{default=[archive]}]}");

            then(archive).should().post(any(), any(), org.mockito.ArgumentMatchers.eq("mocked"));
            assertThat(memory.get("visited")).isEqualTo(List.of("Review", "Pay"));
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
    class OfASpiedNode {

        @MockitoSpyBean
        private Beans.Pay pay;

        @Autowired
        private Flow approval;

        @Test
        void isVisitedToo() throws Exception {
            approval.run(Memory.empty());

            then(pay).should().prep(any());
        }
    }

    @Nested
    @SpringBootTest(
            classes = Application.class,
            webEnvironment = SpringBootTest.WebEnvironment.NONE,
            properties = {
                "brainyflow.flows.outer.start=approval",
                "brainyflow.flows.outer.successors.approval.default=archive"
            })
    class OfANestedFlow {

        @MockitoBean(name = "approval")
        private Flow approval;

        @Autowired
        private Flow outer;

        @Test
        void isVisitedAndDoesNothing() {
            Memory memory = Memory.empty();

            assertThat(outer.run(memory)).hasToString("approval{default=[archive]}");
            assertThat(memory.get("visited")).isEqualTo(List.of("Archive"));
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
    class OfAFlow {

        @MockitoBean
        private Flow approval;

        @Test
        void isInjectedInstead(@Autowired List<Flow> flows) {
            assertThat(flows).containsExactly(approval);
            assertThat(approval.run(Memory.empty())).isNull();
        }
    }
}
