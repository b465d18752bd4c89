package io.brainyflow.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.brainyflow.Flow;
import io.brainyflow.Node;
import io.brainyflow.spring.FlowNode;
import io.brainyflow.spring.Successor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;

/** What a developer reads when the wiring or the settings are wrong. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTest {

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(BrainyFlowAutoConfiguration.class)
    static class Application {}

    /** Starts an application that must fail, and answers what its failure analysis prints, in one line. */
    private static String analysis(CapturedOutput output, Class<?> configuration, String... properties) {
        List<String> arguments = new ArrayList<>();
        for (String property : properties) {
            arguments.add("--" + property);
        }
        try (var context = new SpringApplicationBuilder(Application.class, configuration)
                .web(WebApplicationType.NONE)
                .properties(Map.of("spring.main.banner-mode", "off"))
                .run(arguments.toArray(String[]::new))) {
            throw new AssertionError("The application started");
        } catch (RuntimeException e) {
            String text = output.getErr() + output.getOut();
            assertThat(text).contains("APPLICATION FAILED TO START");
            return text.substring(text.lastIndexOf("Description:")).strip().replaceAll("\\s+", " ");
        }
    }

    @Test
    void namesTheNearestNodesForAnUnknownOneInAWiring(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.start=frist"))
                .isEqualTo(
                        "Description: Property 'brainyflow.flows.f.start' (\"brainyflow.flows.f.start\" from property"
                                + " source \"commandLineArgs\") names the node 'frist', which does not exist. Did you mean"
                                + " 'first'? The nodes and flows are [f, first, second, third]. Action: Correct the name, or"
                                + " declare a node of that name: a bean of a class that extends Node, usually with @FlowNode.");
    }

    @Test
    void namesTheNearestNodesForAnUnknownSourceOrTargetOfAnEdge(CapturedOutput output) {
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.f.start=first",
                        "brainyflow.flows.f.successors.secnd.default=third"))
                .contains("Property 'brainyflow.flows.f.successors.secnd' (", "names the node 'secnd'", "'second'?");
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.f.start=first",
                        "brainyflow.flows.f.successors.first.default=thrid"))
                .contains("Property 'brainyflow.flows.f.successors.first.default'", "'thrid'", "'third'?");
    }

    @FlowNode(startsFlow = "f")
    @Successor(node = "nobody")
    static class ToNobody extends Node<Object, Object> {}

    @FlowNode(startsFlow = "f")
    @Successor(Beans.Pay.class)
    static class ToNoBean extends Node<Object, Object> {}

    @FlowNode(startsFlow = "f")
    @Successor(Beans.Plain.class)
    static class ToSeveral extends Node<Object, Object> {}

    @FlowNode(startsFlow = "f")
    @Successor(on = "x")
    static class ToNothing extends Node<Object, Object> {}

    @FlowNode(startsFlow = "f")
    @Successor(value = Beans.Plain.class, node = "plain")
    static class ToBoth extends Node<Object, Object> {}

    @FlowNode(startsFlow = "f", waitTime = "soon")
    static class Soon extends Node<Object, Object> {}

    @FlowNode(startsFlow = "f")
    @Successor(node = "${nowhere.set}")
    static class ToAPlaceholder extends Node<Object, Object> {}

    @Test
    void namesTheAnnotationWhoseTextMakesNoSense(CapturedOutput output) {
        assertThat(analysis(output, Soon.class))
                .contains(
                        "@FlowNode on", "$Soon is wrong: 'soon' is not a valid duration.", "such as 500ms, 2s or PT1M");
        assertThat(analysis(output, ToAPlaceholder.class))
                .contains(
                        "@Successor on io.brainyflow.spring.autoconfigure.FailureAnalysisTest$ToAPlaceholder states"
                                + " node = \"${nowhere.set}\", in which something cannot be resolved: Could not resolve"
                                + " placeholder 'nowhere.set'",
                        "Set the property, or give it a default, as in ${name:value}.");
    }

    @Test
    void namesTheAnnotationForAnUnknownNode(CapturedOutput output) {
        assertThat(analysis(output, ToNobody.class))
                .contains(
                        "@Successor(on = \"default\") on io.brainyflow.spring.autoconfigure.FailureAnalysisTest$ToNobody"
                                + " names the node 'nobody', which does not exist.",
                        "The nodes and flows are [f, toNobody]");
        assertThat(analysis(output, ToNoBean.class))
                .contains("names the class io.brainyflow.spring.autoconfigure.Beans$Pay, of which there is no node");
        assertThat(analysis(output, ToNothing.class))
                .contains("@Successor(on = \"x\")", "states neither a class nor a node name");
        assertThat(analysis(output, ToBoth.class))
                .contains(
                        "$ToBoth states both a class and a node name.", "Set the next node's class, its name by node");
    }

    @Configuration(proxyBeanMethods = false)
    @Import({ToSeveral.class, Beans.Three.class})
    static class Several {}

    @Test
    void listsTheNodesOfAClassThatHasSeveral(CapturedOutput output) {
        assertThat(analysis(output, Several.class))
                .contains(
                        "of which there are several nodes: [first, second, third]", "Name one of them by node = \"…\"");
    }

    @Test
    void namesTheNearestNodesForSettingsOfAnUnknownOne(CapturedOutput output) {
        assertThat(analysis(output, Beans.Approval.class, "brainyflow.nodes.archiv.max-attempts=2"))
                .contains(
                        "The properties under 'brainyflow.nodes.archiv' (\"brainyflow.nodes.archiv.max-attempts\" from"
                                + " property source \"commandLineArgs\") are for the node 'archiv', which does not exist."
                                + " Did you mean 'archive'?");
        assertThat(analysis(output, Beans.Approval.class, "brainyflow.flows.approval.nodes.pya.max-attempts=2"))
                .contains(
                        "are for the node 'pya', which flow 'approval' does not have. Did you mean 'pay'? The nodes are [archive, pay, review].");
    }

    @Test
    void namesTheNearestFlowsForSettingsOfAnUnknownOne(CapturedOutput output) {
        assertThat(analysis(output, Beans.Approval.class, "brainyflow.flows.aproval.max-visits=2"))
                .isEqualTo("Description: Flow 'aproval', which the properties under 'brainyflow.flows.aproval'"
                        + " (\"brainyflow.flows.aproval.max-visits\" from property source \"commandLineArgs\") declare, has no"
                        + " start. Did you mean 'approval'? The other flows are"
                        + " [approval]. Action: Correct the name, or set brainyflow.flows.aproval.start to the name of a node, or state"
                        + " startsFlow = \"aproval\" in the @FlowNode of the node that it starts with.");
    }

    @Test
    void saysThatAFlowHasNoStart(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.type=parallel"))
                .contains(
                        "Flow 'f', which the properties under",
                        "has no start. There are no other flows.",
                        "set brainyflow.flows.f.start");
    }

    @Test
    void namesTheKeyThatWasMeant(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.max-retries=2"))
                .contains(
                        "Property 'brainyflow.nodes.first.max-retries'",
                        "is not known. Nothing is called 'max-retries' under 'brainyflow.nodes.first'. Did you mean"
                                + " 'max-attempts'? The keys are [max-attempts, wait, multiplier,");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flow.f.start=first"))
                .contains("Nothing is called 'flow' under 'brainyflow'. Did you mean 'flows'?");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.strat=first"))
                .contains("Nothing is called 'strat' under 'brainyflow.flows.f'. Did you mean 'start'?");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.defaults.max-visit=2"))
                .contains("Nothing is called 'max-visit' under 'brainyflow.defaults'. Did you mean 'max-visits'");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.nodes.first.delay=2s"))
                .contains("Nothing is called 'delay' under 'brainyflow.flows.f.nodes.first'. Did you mean 'wait'?");
    }

    @Test
    void saysWhichValueIsNoDuration(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.wait=soon"))
                .contains("Property 'brainyflow.nodes.first.wait' (\"brainyflow.nodes.first.wait\" from property source"
                        + " \"commandLineArgs\") has the value 'soon', which is no duration such as 500ms, 2s or"
                        + " PT1M.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.type=serial"))
                .contains("has the value 'serial', which is no type of flow: sequential or parallel.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.on-failure=ignore"))
                .contains("has the value 'ignore', which is no rule for failures: fail-fast or collect.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.on-conflict=panic"))
                .contains("has the value 'panic', which is no rule for conflicts: warn, fail or ignore.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.join=maybe"))
                .contains("Property 'brainyflow.nodes.first.join' (", "has the value 'maybe', which is no boolean.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.defaults.max-attempts=many"))
                .contains("has the value 'many', which is no integer.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.exception-includes=java.io.Nix"))
                .contains(
                        "Property 'brainyflow.nodes.first.exception-includes' (",
                        "has the value 'java.io.Nix', which is no class on the class path.");
    }

    @FlowNode(startsFlow = "f", maxAttempts = 0)
    static class NoAttempt extends Node<Object, Object> {}

    @Test
    void saysWhichValueIsOutOfRange(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.max-attempts=0"))
                .contains("Property 'brainyflow.nodes.first.max-attempts' (\"brainyflow.nodes.first.max-attempts\" from"
                        + " property source \"commandLineArgs\") is out of range: maxAttempts must be at least 1,"
                        + " but was 0.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.nodes.first.wait=-1s"))
                .contains("is out of range: waitTime must not be negative, but was PT-1S.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.max-visits=0"))
                .contains("is out of range: maxVisits must be at least 1, but was 0.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.defaults.max-steps=-3"))
                .contains("is out of range: maxSteps must be at least 1, but was -3.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.max-concurrency=0"))
                .contains("is out of range: maxConcurrency must be at least 1, but was 0.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.multiplier=0.5"))
                .contains("'brainyflow.nodes.first.multiplier' (", "is out of range: multiplier must be at least 1");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.defaults.timeout=0s"))
                .contains("'brainyflow.defaults.timeout' (", "is out of range: timeout must be positive");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.shutdown.await-termination-period=-1s"))
                .contains(
                        "'brainyflow.shutdown.await-termination-period' (\"brainyflow.shutdown.await-termination-period\""
                                + " from property source \"commandLineArgs\") is out of range: the period must not be negative,"
                                + " but was PT-1S.");
        assertThat(analysis(output, NoAttempt.class))
                .contains("@FlowNode on", "NoAttempt is wrong: maxAttempts must be at least 1, but was 0.");
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsAFlow {
        @Bean
        String user(Flow flow) {
            return flow.toString();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({WantsAFlow.class, Beans.Three.class})
    static class WantsOneOfNone {}

    @Test
    void saysThatThereIsNoFlowToInjectAndWhichNodesThereAre(CapturedOutput output) {
        assertThat(analysis(output, WantsOneOfNone.class))
                .contains(
                        "Parameter 0 of method user in io.brainyflow.spring.autoconfigure.FailureAnalysisTest$WantsAFlow"
                                + " required a bean of type 'io.brainyflow.Flow' that could not be found. The flows are"
                                + " [], and the nodes that no declared flow reaches are [first, second, third].",
                        "Declare a flow: state startsFlow");
    }

    @Configuration(proxyBeanMethods = false)
    @Import({WantsAFlow.class, Beans.Approval.class})
    static class WantsOneOfTwo {}

    @Test
    void saysThatThereAreSeveralFlowsToInject(CapturedOutput output) {
        assertThat(analysis(output, WantsOneOfTwo.class, "brainyflow.flows.other.start=pay"))
                .contains(
                        "required one flow, but there are several: [approval, other].",
                        "call the parameter 'approval', or annotate it with @Qualifier(\"approval\")");
    }

    @Test
    void saysThatAFlowContainsItself(CapturedOutput output) {
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.a.start=first",
                        "brainyflow.flows.a.successors.first.default=b",
                        "brainyflow.flows.b.start=a"))
                .contains("Flow 'a' contains itself: a > b > a.");
    }

    @Configuration(proxyBeanMethods = false)
    static class NestedInCode {
        @Bean
        Flow payment() {
            return Flow.builder("p").start(Node.of("pay", memory -> {})).build();
        }

        @Bean
        Flow order(Flow payment) {
            Node<?, ?> check = Node.of("check", memory -> {});
            Flow inner =
                    Flow.builder("inner").start(Node.of("one", memory -> {})).build();
            return Flow.builder("o")
                    .node("charge", payment)
                    .start(check)
                    .next(check, payment)
                    .next(payment, inner)
                    .build();
        }
    }

    @Test
    void saysThatAFlowIsNotRetriedByAnyOfItsNames(CapturedOutput output) {
        for (String key : List.of("flows.order.nodes.charge", "flows.order.nodes.payment", "nodes.inner")) {
            assertThat(analysis(output, NestedInCode.class, "brainyflow." + key + ".max-attempts=2"))
                    .contains(
                            "The properties under 'brainyflow." + key + "'",
                            "are for '" + key.replaceAll(".*\\.", "") + "', which is a flow and is not retried.");
        }
    }

    @Test
    void namesAKeyInBracketsAsItIsWritten(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes[x.y].max-attempts=0"))
                .contains("'brainyflow.nodes[x.y].max-attempts'");
    }

    @Test
    void saysThatAFlowIsNotRetried(CapturedOutput output) {
        String[] nested = {
            "brainyflow.flows.a.start=first",
            "brainyflow.flows.a.successors.first.default=b",
            "brainyflow.flows.b.start=second",
            ""
        };
        for (String key : List.of("brainyflow.nodes.b", "brainyflow.flows.a.nodes.b")) {
            nested[3] = key + ".max-attempts=2";
            assertThat(analysis(output, Beans.Three.class, nested))
                    .contains("The properties under '" + key + "'", "are for 'b', which is a flow and is not retried.");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Beans.Approval.class)
    static class WantsAMisnamedFlow {
        @Bean
        String user(@Qualifier("misnamed") Flow flow) {
            return flow.toString();
        }
    }

    @Test
    void saysWhatIsWrongWithTheWiringWhenAFlowIsMissingForIt(CapturedOutput output) {
        assertThat(analysis(output, WantsAMisnamedFlow.class, "brainyflow.flows.other.start=nix"))
                .contains("names the node 'nix', which does not exist");
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFlow {
        @Bean
        Flow own() {
            return new Flow(new Beans.Plain());
        }
    }

    @Test
    void saysThatAUsersFlowIsNotWiredByProperties(CapturedOutput output) {
        assertThat(analysis(output, OwnFlow.class, "brainyflow.flows.o-wn.type=parallel"))
                .contains("Flow 'own' is built by @Bean method", "would wire it anew");
        for (String key : List.of("start=x", "type=parallel", "successors.x.default=y")) {
            assertThat(analysis(output, OwnFlow.class, "brainyflow.flows.own." + key))
                    .contains("Flow 'own' is built by @Bean method", "would wire it anew", key.split("[.=]")[0]);
        }
    }

    @Test
    void saysThatAFlowsNameIsTaken(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.first.start=second"))
                .isEqualTo(
                        "Description: 'first' is called both a flow and a node: the node is declared by @Bean method "
                                + Beans.Three.class.getName()
                                + ".first. Action: Give one of them another name. Settings of a node"
                                + " belong under brainyflow.nodes.first.");
        assertThat(analysis(output, NamedAsItsFlow.class))
                .contains("'same' is called both a flow and a node: the node is declared by "
                        + NamedAsItsFlow.class.getName() + ".");
    }

    @FlowNode(startsFlow = "f")
    static class One extends Node<Object, Object> {}

    @FlowNode(startsFlow = "f")
    static class Other extends Node<Object, Object> {}

    @Configuration(proxyBeanMethods = false)
    @Import({One.class, Other.class})
    static class TwoStarts {}

    @Test
    void saysThatTwoNodesStartOneFlow(CapturedOutput output) {
        assertThat(analysis(output, TwoStarts.class))
                .contains("Flow 'f' is started by two nodes", "$One and on", "$Other");
    }

    @FlowNode
    static class NoNode {}

    @Test
    void saysThatAnAnnotatedClassIsNoNode(CapturedOutput output) {
        assertThat(analysis(output, NoNode.class))
                .contains("@FlowNode is on", "$NoNode, but", "$NoNode is no node.", "Extend io.brainyflow.Node");
    }

    @Configuration(proxyBeanMethods = false)
    static class Misnamed {
        @Bean
        @FlowNode("other")
        Node<?, ?> method() {
            return new Beans.Plain();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DeclaresLess {
        @Bean
        Node<?, ?> hidden() {
            return new One();
        }
    }

    @Test
    void saysThatAMethodHidesTheAnnotationsOfWhatItReturns(CapturedOutput output) {
        assertThat(analysis(output, DeclaresLess.class))
                .contains(
                        "@Bean method io.brainyflow.spring.autoconfigure.FailureAnalysisTest$DeclaresLess.hidden declares"
                                + " that it returns io.brainyflow.Node, so that the annotations of"
                                + " io.brainyflow.spring.autoconfigure.FailureAnalysisTest$One are not seen.",
                        "Declare One as what the method returns.");
    }

    @Test
    void saysWhichCharactersOfANameAreDropped(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f.successors.first.over limit=second"))
                .contains(
                        "Property 'brainyflow.flows.f.successors.first.over limit' (\"brainyflow.flows.f.successors.first.over"
                                + " limit\" from property source \"commandLineArgs\") has characters that are dropped when it is"
                                + " read, as 'brainyflow.flows.f.successors.first.overlimit'.",
                        "in YAML as \"[over limit]\"");
    }

    @Test
    void saysThatAPropertyHasNoValue(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.max-attempts="))
                .contains(
                        "Property 'brainyflow.nodes.first.max-attempts' (",
                        "has no value.",
                        "Set a value, or remove the property.");
    }

    @Test
    void saysThatANameWithADotGoesInBrackets(CapturedOutput output) {
        assertThat(analysis(output, Dotted.class, "brainyflow.nodes.tax.check.max-attempts=2"))
                .contains("Nothing is called 'check' under 'brainyflow.nodes.tax'.", "as in \"[a.b]\"");
        assertThat(analysis(
                        output,
                        Dotted.class,
                        "brainyflow.flows.f.start=tax.check",
                        "brainyflow.flows.f.successors.tax.default=tax.check"))
                .contains("names the node 'tax', which does not exist.", "as in \"[a.b]\"");
    }

    @Configuration(proxyBeanMethods = false)
    static class Dotted {
        @Bean("tax.check")
        Node<?, ?> check() {
            return new Beans.Plain();
        }
    }

    @Test
    void saysThatASectionTakesNoValue(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first=3"))
                .contains(
                        "Property 'brainyflow.nodes.first' (", "is a section of [max-attempts, ", "and takes no value");
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.f.start=first",
                        "brainyflow.flows.f.successors.first=second"))
                .contains(
                        "Property 'brainyflow.flows.f.successors.first' (",
                        "is a section of actions and the nodes that they lead to, such as 'default: second', and takes no"
                                + " value");
    }

    @Test
    void saysThatASequentialFlowHasNoConcurrency(CapturedOutput output) {
        assertThat(analysis(output, Beans.Approval.class, "brainyflow.flows.approval.max-concurrency=4"))
                .contains(
                        "Property 'brainyflow.flows.approval.max-concurrency' (",
                        "is of flow 'approval', which is sequential and has one active node at a time.",
                        "Set type: parallel for the flow, or remove the property.");
        assertThat(analysis(output, Beans.Approval.class, "brainyflow.flows.approval.on-conflict=fail"))
                .contains(
                        "Property 'brainyflow.flows.approval.on-conflict' (",
                        "is of flow 'approval', which is sequential");
    }

    @Test
    void saysThatAPlaceholderIsNotResolved(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.nodes.first.max-attempts=${nope}"))
                .contains("has the value '${nope}', which is no integer. A placeholder in it is not resolved.");
    }

    @Test
    void saysThatTwoNamesAreReadAsOne(CapturedOutput output) {
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.checkout.start=first",
                        "brainyflow.flows.checkOut.start=second"))
                .contains(
                        "Properties 'brainyflow.flows.checkout.start' and 'brainyflow.flows.checkOut.start' (",
                        "differ in case or special characters only, and are read as one.");
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.f.start=first",
                        "brainyflow.flows.f.successors.first.ok=second",
                        "brainyflow.flows.f.successors.first.OK=third"))
                .contains("'brainyflow.flows.f.successors.first.ok'", "'brainyflow.flows.f.successors.first.OK'");
    }

    @Test
    void namesFileAndLineOfWhatYamlReadsAsABoolean(CapturedOutput output, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("application.yml"), """
                brainyflow:
                  flows:
                    f:
                      start: first
                      successors:
                        first:
                          yes: second
                """);

        assertThat(analysis(output, Beans.Three.class, "spring.config.location=file:" + folder + "/"))
                .contains(
                        "Property 'brainyflow.flows.f.successors.first.true' (URL [file:" + folder,
                        "/application.yml] - 7:16) wires the action 'true', which is what YAML makes of yes, on and true.",
                        "Quote the action, as in \"yes\": …");
    }

    @Test
    void saysThatAMethodNamesItsBean(CapturedOutput output) {
        assertThat(analysis(output, Misnamed.class))
                .contains("@FlowNode(\"other\") is on @Bean method", "Misnamed.method, whose bean is called 'method'.");
    }

    static class Left {
        @FlowNode
        static class Twin extends Node<Object, Object> {}
    }

    static class Right {
        @FlowNode
        static class Twin extends Node<Object, Object> {}
    }

    @Configuration(proxyBeanMethods = false)
    @Import({Left.Twin.class, Right.Twin.class})
    static class Twins {}

    @Test
    void saysThatTwoNestedClassesShortenToOneName(CapturedOutput output) {
        assertThat(analysis(output, Twins.class)).contains("Two nodes are called 'twin'", "$Left$Twin", "$Right$Twin");
    }

    @Test
    void saysThatYamlReadsAnActionAsABoolean(CapturedOutput output) {
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.f.start=first",
                        "brainyflow.flows.f.successors.first.true=second"))
                .contains("wires the action 'true', which is what YAML makes of yes, on and true.", "Quote the action");
    }

    @Test
    void saysThatAFlowIsEmpty(CapturedOutput output) {
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f="))
                // Up to Boot 4.0 an empty value is no empty section.
                .containsAnyOf(
                        "has no start.", "is a section of keys such as start and successors, and takes no value.");
        assertThat(analysis(output, Beans.Three.class, "brainyflow.flows.f=first"))
                .contains(
                        "Property 'brainyflow.flows.f' (\"brainyflow.flows.f\" from property source \"commandLineArgs\") is a"
                                + " section of keys such as start and successors, and takes no value.");
    }

    interface Pricing {
        String price();
    }

    static class Priced extends Node<Object, Object> implements Pricing {
        @Override
        public String price() {
            return "1";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Hidden {
        @Bean
        Priced priced() {
            return new Priced();
        }

        @Bean
        static BeanPostProcessor proxying() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String beanName) {
                    return bean instanceof Priced
                            ? new ProxyFactory(Pricing.class, EmptyTargetSource.INSTANCE).getProxy()
                            : bean;
                }
            };
        }
    }

    @Test
    void saysThatAProxyHidesANode(CapturedOutput output) {
        assertThat(analysis(output, Hidden.class, "brainyflow.flows.f.start=priced"))
                .contains(
                        "Node 'priced' (@Bean method",
                        "is hidden by a proxy of its interfaces",
                        "proxyTargetClass = true");
    }

    @FlowNode(value = "both", startsFlow = "f")
    @Successor(on = "done", node = "both", ends = true)
    static class EndsAtANode extends Node<Object, Object> {}

    @FlowNode(value = "twice", startsFlow = "f")
    @Successor(on = "done", ends = true)
    @Successor(on = "done", node = "twice")
    static class EndsAndGoesOn extends Node<Object, Object> {}

    @FlowNode(value = "empty", startsFlow = "f")
    @Successor(on = "", node = "empty")
    static class EmptyAction extends Node<Object, Object> {}

    @Test
    void saysThatAnEndIsWiredToANode(CapturedOutput output) {
        assertThat(analysis(output, EndsAtANode.class))
                .contains("@Successor(on = \"done\") on " + EndsAtANode.class.getName()
                        + " states both ends = true and a node.");
        assertThat(analysis(output, EndsAndGoesOn.class))
                .contains("states ends = true, but another @Successor wires the action to a node.");
    }

    @Test
    void saysThatASuccessorHasAnEmptyAction(CapturedOutput output) {
        assertThat(analysis(output, EmptyAction.class))
                .contains("@Successor(on = \"\") on " + EmptyAction.class.getName() + " has no action.");
    }

    @FlowNode(value = "same", startsFlow = "same")
    static class NamedAsItsFlow extends Node<Object, Object> {}

    private static final String[] LISTED = {
        "brainyflow.flows.f.start=first", "brainyflow.flows.f.successors.first.default=second"
    };

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void saysThatSuccessorsAreAListWhereActionsAreExpected(CapturedOutput output) {
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        "brainyflow.flows.f.start=first",
                        "brainyflow.flows.f.successors.first[0]=second",
                        "brainyflow.flows.f.successors.first[1]=third"))
                .contains(
                        "Property 'brainyflow.flows.f.successors.first' (",
                        "is a list; expected are actions with the nodes that they lead to.");
    }

    @Test
    void saysThatAClassIsNoException(CapturedOutput output) {
        for (String section : List.of("nodes.first", "defaults", "flows.f.nodes.first")) {
            assertThat(analysis(
                            output,
                            Beans.Three.class,
                            with(LISTED, "brainyflow." + section + ".exception-includes=java.lang.String")))
                    .contains(
                            "Property 'brainyflow." + section + ".exception-includes' (",
                            "names java.lang.String, which is no exception.");
        }
    }

    @Test
    void saysThatAnExceptionIsBothIncludedAndExcluded(CapturedOutput output) {
        assertThat(analysis(
                        output,
                        Beans.Three.class,
                        with(
                                LISTED,
                                "brainyflow.nodes.first.exception-includes=java.io.IOException",
                                "brainyflow.flows.f.nodes.first.exception-excludes=java.io.IOException")))
                .contains(
                        "Node 'first' both retries java.io.IOException and does not: it is in exception-includes (property"
                                + " 'brainyflow.nodes.first.exception-includes' (");
    }

    @Configuration(proxyBeanMethods = false)
    static class NoExecutor {
        @Bean
        String brainyFlowTaskExecutor() {
            return "none";
        }
    }

    @Test
    void saysThatTheTaskExecutorIsNone(CapturedOutput output) {
        assertThat(analysis(output, NoExecutor.class, "brainyflow.flows.f.max-visits=3"))
                .doesNotContain("brainyFlowTaskExecutor");
        assertThat(analysis(output, WithExecutor.class))
                .contains(
                        "Bean 'brainyFlowTaskExecutor' is a java.lang.String, which is no java.util.concurrent.Executor.");
    }

    @Configuration(proxyBeanMethods = false)
    @Import({NoExecutor.class, Beans.Approval.class})
    static class WithExecutor {}

    @FlowNode(value = "requested", startsFlow = "f")
    @Scope("request")
    static class Requested extends Node<Object, Object> {}

    @Test
    void saysThatAScopeDoesNotExist(CapturedOutput output) {
        assertThat(analysis(output, Requested.class))
                .contains("Node 'requested' (" + Requested.class.getName()
                        + ") has the scope 'request', which this application does not have.");
    }

    @Configuration(proxyBeanMethods = false)
    static class NullNode {
        @Bean
        @FlowNode(startsFlow = "f")
        Node<?, ?> none() {
            return null;
        }
    }

    @Test
    void saysThatAMethodReturnedNull(CapturedOutput output) {
        assertThat(analysis(output, NullNode.class))
                .contains("Node 'none' (@Bean method " + NullNode.class.getName() + ".none) is null.")
                .doesNotContain("proxy");
    }

    @Test
    void saysThatEventsShutdownAndDefaultsAreSections(CapturedOutput output) {
        assertThat(analysis(output, Beans.Approval.class, "brainyflow.events=true"))
                .contains("Property 'brainyflow.events' (", "is a section of [enabled], and takes no value.");
        assertThat(analysis(output, Beans.Approval.class, "brainyflow.shutdown=5s"))
                .contains("is a section of [await-termination-period], and takes no value.");
    }

    @Test
    void saysWhatEachMapIsASectionOf(CapturedOutput output) {
        Map.of(
                        "nodes", "is a section of nodes by name, each with [max-attempts",
                        "flows", "is a section of flows by name",
                        "flows.f.nodes", "is a section of nodes by name, each with [max-attempts",
                        "flows.f.successors", "is a section of nodes by name, each with actions")
                .forEach((key, text) -> assertThat(analysis(output, Beans.Three.class, "brainyflow." + key + "=x"))
                        .contains(text));
    }

    @Test
    void pointsToNodesForASettingOfNodesUnderAFlow(CapturedOutput output) {
        for (String key : List.of("max-attempts", "max-retries")) {
            assertThat(analysis(output, Beans.Approval.class, "brainyflow.flows.approval." + key + "=3"))
                    .contains(
                            "Property 'brainyflow.flows.approval." + key + "' (",
                            "It is a setting of nodes: write it under"
                                    + " 'brainyflow.flows.approval.nodes.<node>' for one node of the flow");
        }
    }

    @Test
    void saysThatSuccessorsInPropertiesReplaceTheAnnotations(CapturedOutput output) {
        assertThat(analysis(
                        output,
                        Beans.Approval.class,
                        "brainyflow.flows.approval.successors.review.ok=archive",
                        "brainyflow.flows.approval.nodes.pay.max-attempts=3"))
                .contains(
                        "are for the node 'pay', which flow 'approval' does not have.",
                        "Its successors in properties replace all that annotations wire.");
    }

    @Test
    void saysThatAParametersNameIsNotKnown(CapturedOutput output, @TempDir Path folder) throws Exception {
        Path source = Files.writeString(
                folder.resolve("Unnamed.java"), "public class Unnamed { public Unnamed(io.brainyflow.Flow f) {} }");
        String classPath = System.getProperty("java.class.path");
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-cp",
                                classPath,
                                "-d",
                                folder.toString(),
                                source.toString()))
                .isZero();
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            String analysis = analysis(
                    output,
                    classes.loadClass("Unnamed"),
                    with(
                            LISTED,
                            "brainyflow.flows.g.start=first",
                            "spring.main.sources=" + Beans.Three.class.getName()));

            assertThat(analysis)
                    .contains(
                            "required one flow, but there are several: [f, g]. The class was compiled without -parameters,"
                                    + " so the parameter's name is not known.")
                    .contains("compile with -parameters and call the parameter 'f', or annotate it with @Qualifier");
        }
    }

    private static String started(CapturedOutput output, String... properties) {
        String[] arguments =
                Stream.of(properties).map(property -> "--" + property).toArray(String[]::new);
        new SpringApplicationBuilder(Application.class, Beans.Three.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of("spring.main.banner-mode", "off"))
                .run(arguments)
                .close();
        return output.getOut();
    }

    @Test
    void warnsOfRetriesThatHaveNoEffectTogether(CapturedOutput output) {
        assertThat(started(
                        output,
                        with(
                                LISTED,
                                "brainyflow.nodes.first.wait=2s",
                                "brainyflow.nodes.first.max-wait=1s",
                                "brainyflow.nodes.first.jitter=3s",
                                "brainyflow.flows.g.start=first")))
                .containsOnlyOnce("Settings of node 'first' are at odds: max-wait (PT1S) is below wait (PT2S)")
                .containsOnlyOnce("Settings of node 'first' are at odds: jitter (PT3S) is above wait (PT2S)")
                .containsOnlyOnce("Settings of node 'first' are at odds: wait is PT2S, but max-attempts is 1");
    }

    @Test
    void doesNotJudgeWhatTheDefaultsArePartOf(CapturedOutput output) {
        assertThat(started(
                        output,
                        with(
                                LISTED,
                                "brainyflow.defaults.wait=2s",
                                "brainyflow.nodes.first.max-wait=1s",
                                "brainyflow.nodes.first.jitter=3s",
                                "brainyflow.defaults.exception-includes=java.io.IOException",
                                "brainyflow.nodes.first.exception-excludes=java.io.IOException")))
                .doesNotContain("are at odds");
    }

    @Test
    void warnsOfASuccessorThatIsNamedTwice(CapturedOutput output) {
        assertThat(started(
                        output,
                        "brainyflow.flows.f.start=first",
                        "brainyflow.flows.f.successors.first.default=second,second"))
                .contains(
                        "Node 'first' of flow 'f' leads to 'second' twice on the action 'default', so it is visited twice");
    }
}
